import { type Static, Type } from 'typebox'
import { type AddressFilter, getAddress, getAddressBook } from '../../domain/address-records.ts'
import { createAddress, deleteAddress, updateAddress } from '../../domain/addresses.ts'
import { Id, paging, Seconds, Text, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import {
  ChangedAddress,
  NewAddress,
  ShownAddress,
  toChanges,
  toNewAddress,
  toShown,
} from './address-bodies.ts'
import { Creation, CreationRefusal, creationWords } from './address-words.ts'
import { Success, success } from './envelope.ts'

/** Also the default: the answer has no total, so a caller who names no limit would not notice that some are missing. */
const MOST = 500

const url = '/companies/:companyId/addresses'
const CompanyParams = Type.Object({ companyId: Id })
const AddressParams = Type.Object({ companyId: Id, addressId: Id })
const AddressId = Success(Type.Object({ addressId: Type.String() }))

const AddressQuery = Type.Object({
  offset: paging.offset,
  limit: { ...paging.limit, default: MOST },
  minLastModifiedTime: Type.Optional(Seconds),
  maxLastModifiedTime: Type.Optional(Seconds),
  minLastCreatedTime: Type.Optional(Seconds),
  maxLastCreatedTime: Type.Optional(Seconds),
  q: Type.Optional(Text),
  firstName: Type.Optional(Text),
  lastName: Type.Optional(Text),
  address: Type.Optional(Text),
  city: Type.Optional(Text),
  country: Type.Optional(Text),
  state: Type.Optional(Text),
  zipCode: Type.Optional(Text),
  phoneNumber: Type.Optional(Text),
  isShipping: Type.Optional(Type.Boolean()),
  isBilling: Type.Optional(Type.Boolean()),
  'externalId[]': Type.Optional(Type.Array(Text)),
})

const listAll = read({
  method: 'GET',
  url,
  summary: 'Get Company Addresses',
  params: CompanyParams,
  query: AddressQuery,
  reply: Success(
    Type.Object({
      /** Addresses by id, and the ids of the defaults: 0 for none. */
      addresses: Type.Object(
        { defaultBillingId: Type.Integer(), defaultShippingId: Type.Integer() },
        { additionalProperties: ShownAddress },
      ),
    }),
  ),
  async handle(reader, { params, query }) {
    const book = await getAddressBook(reader, params.companyId, toFilter(query), toPage(query, MOST))
    const shown = Object.fromEntries(book.addresses.map((address) => [address.id, toShown(address)]))
    const { defaultBillingId = 0, defaultShippingId = 0 } = book
    return success({ addresses: { ...shown, defaultBillingId, defaultShippingId } }, 'SUCCESS')
  },
})

const createOne = write({
  method: 'POST',
  url,
  summary: 'Create A Company Address',
  params: CompanyParams,
  body: NewAddress,
  reply: Creation,
  words: creationWords,
  refusal: CreationRefusal,
  async handle(writer, { params, body }) {
    const addressId = await createAddress(writer, toNewAddress(params.companyId, body))
    return { code: 200, data: { addressId }, meta: { message: 'Success' } }
  },
})

const getOne = read({
  method: 'GET',
  url: `${url}/:addressId`,
  summary: 'Get A Company Address',
  params: AddressParams,
  reply: Success(Type.Object({ addresses: ShownAddress })),
  async handle(reader, { params }) {
    return success({ addresses: toShown(await getAddress(reader, params)) }, 'SUCCESS')
  },
})

const updateOne = write({
  method: 'PUT',
  url: `${url}/:addressId`,
  summary: 'Update A Company Address',
  params: AddressParams,
  body: ChangedAddress,
  reply: AddressId,
  async handle(writer, { params, body }) {
    await updateAddress(writer, params, toChanges(body))
    return success({ addressId: String(params.addressId) }, 'Success')
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: `${url}/:addressId`,
  summary: 'Delete A Company Address',
  params: AddressParams,
  reply: AddressId,
  async handle(writer, { params }) {
    await deleteAddress(writer, params)
    return success({ addressId: String(params.addressId) }, 'Success')
  },
})

export const addresses: Operation[] = [listAll, createOne, getOne, updateOne, deleteOne]

function toFilter(query: Static<typeof AddressQuery>): Omit<AddressFilter, 'companyId'> {
  const { phoneNumber, 'externalId[]': externalIds, ...filter } = query
  return {
    ...filter,
    phone: phoneNumber,
    externalIds,
    minModified: query.minLastModifiedTime,
    maxModified: query.maxLastModifiedTime,
    minCreated: query.minLastCreatedTime,
    maxCreated: query.maxLastCreatedTime,
  }
}
