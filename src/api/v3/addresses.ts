import { type Static, Type } from 'typebox'
import { type AddressFilter, getAddressRecord, listAddresses } from '../../domain/address-records.ts'
import { createAddress, createAddresses, deleteAddress, updateAddress } from '../../domain/addresses.ts'
import { Id, paging, Seconds, Switch, Text, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import {
  ChangedAddress,
  FullAddress,
  ListedAddress,
  NewAddress,
  toChanges,
  toFull,
  toListed,
  toNewAddress,
} from './address-bodies.ts'
import { bulkWords, changeWords, addressWords as words } from './address-words.ts'
import { MOST_AT_ONCE } from './bulk.ts'
import { List, list, Success, success } from './envelope.ts'

const MOST = 250

const AddressParams = Type.Object({ addressId: Id })
const AddressId = Success(Type.Object({ addressId: Type.Integer() }))

const AddressQuery = Type.Object({
  ...paging,
  minModified: Type.Optional(Seconds),
  maxModified: Type.Optional(Seconds),
  minCreated: Type.Optional(Seconds),
  maxCreated: Type.Optional(Seconds),
  companyId: Type.Optional(Id),
  isBilling: Type.Optional(Type.Boolean()),
  isShipping: Type.Optional(Type.Boolean()),
  isIncludeExtraFields: Type.Optional(Switch),
  firstName: Type.Optional(Text),
  lastName: Type.Optional(Text),
  address: Type.Optional(Text),
  city: Type.Optional(Text),
  country: Type.Optional(Text),
  state: Type.Optional(Text),
  zipCode: Type.Optional(Text),
  phoneNumber: Type.Optional(Text),
  'externalId[]': Type.Optional(Type.Array(Text)),
})

const listAll = read({
  method: 'GET',
  url: '/addresses',
  summary: 'List Addresses',
  query: AddressQuery,
  reply: List(ListedAddress),
  words,
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const extraFields = query.isIncludeExtraFields === '1'
    const { rows, total } = await listAddresses(reader, toFilter(query), { extraFields }, page)
    return list(rows.map(extraFields ? toFull : toListed), total, page, 'Success')
  },
})

const createOne = write({
  method: 'POST',
  url: '/addresses',
  summary: 'Create Company Address',
  body: NewAddress,
  reply: AddressId,
  words,
  async handle(writer, { body }) {
    const addressId = await createAddress(writer, toNewAddress(body))
    return success({ addressId }, 'Success')
  },
})

const createMany = write({
  method: 'POST',
  url: '/addresses/bulk',
  summary: 'Bulk Create Addresses',
  body: Type.Array(NewAddress, { maxItems: MOST_AT_ONCE }),
  reply: List(FullAddress),
  words: bulkWords,
  async handle(writer, { body }) {
    const addresses = await createAddresses(writer, body.map(toNewAddress))
    return list(addresses.map(toFull), addresses.length, { limit: MOST_AT_ONCE, offset: 0 }, 'Success')
  },
})

const getOne = read({
  method: 'GET',
  url: '/addresses/:addressId',
  summary: 'Get Address',
  params: AddressParams,
  reply: Success(FullAddress),
  words,
  async handle(reader, { params }) {
    return success(toFull(await getAddressRecord(reader, params)), 'Success')
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/addresses/:addressId',
  summary: 'Update Address',
  params: AddressParams,
  body: ChangedAddress,
  reply: AddressId,
  words: changeWords,
  async handle(writer, { params, body }) {
    await updateAddress(writer, params, toChanges(body))
    return success({ addressId: params.addressId }, 'Success')
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/addresses/:addressId',
  summary: 'Delete Address',
  params: AddressParams,
  reply: AddressId,
  words,
  async handle(writer, { params }) {
    await deleteAddress(writer, params)
    return success({ addressId: params.addressId }, 'Success')
  },
})

export const addresses: Operation[] = [listAll, createOne, createMany, getOne, updateOne, deleteOne]

function toFilter(query: Static<typeof AddressQuery>): AddressFilter {
  const { phoneNumber, 'externalId[]': externalIds, ...filter } = query
  return { ...filter, phone: phoneNumber, externalIds }
}
