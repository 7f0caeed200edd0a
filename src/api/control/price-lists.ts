import { Type } from 'typebox'
import {
  createPriceList,
  deletePriceList,
  listPriceLists,
  renamePriceList,
} from '../../domain/price-lists.ts'
import { Id, Name } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, Deleted, deleted, List, list, Success, success } from './envelope.ts'

const PriceListParams = Type.Object({ priceListId: Id })
const PriceListBody = Type.Object({ name: Name })
const PriceListReply = Type.Object({ id: Type.Integer(), name: Type.String() })

const createOne = write({
  method: 'POST',
  url: '/price-lists',
  summary: 'Create a Price List',
  body: PriceListBody,
  status: 201,
  reply: Success(PriceListReply),
  async handle(writer, { body: { name } }) {
    return success({ id: await createPriceList(writer, name), name })
  },
})

const listAll = read({
  method: 'GET',
  url: '/price-lists',
  summary: 'List Price Lists',
  query: Type.Object(cursor),
  reply: List(PriceListReply),
  async handle(reader, { query }) {
    const rows = await listPriceLists(reader, query)
    return list(
      rows.map(({ id, name }) => ({ id, name })),
      query.limit,
    )
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/price-lists/:priceListId',
  summary: 'Update a Price List',
  params: PriceListParams,
  body: PriceListBody,
  reply: Success(PriceListReply),
  async handle(writer, { params, body: { name } }) {
    await renamePriceList(writer, params.priceListId, name)
    return success({ id: params.priceListId, name })
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/price-lists/:priceListId',
  summary: 'Delete a Price List',
  params: PriceListParams,
  reply: Deleted,
  async handle(writer, { params }) {
    await deletePriceList(writer, params.priceListId)
    return deleted(params.priceListId)
  },
})

export const priceLists: Operation[] = [createOne, listAll, updateOne, deleteOne]
