import { Type } from 'typebox'
import type { CustomerGroup } from '../../db/schema.ts'
import {
  createCustomerGroup,
  deleteCustomerGroup,
  listCustomerGroups,
  updateCustomerGroup,
} from '../../domain/customer-groups.ts'
import { Id, Name } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, Deleted, deleted, List, list, Nullable, Success, success } from './envelope.ts'

const CustomerGroupParams = Type.Object({ customerGroupId: Id })
const priceListId = Type.Optional(Nullable(Id))

const CustomerGroupReply = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  priceListId: Nullable(Type.Integer()),
})

const createOne = write({
  method: 'POST',
  url: '/customer-groups',
  summary: 'Create a Customer Group',
  body: Type.Object({ name: Name, priceListId }),
  status: 201,
  reply: Success(CustomerGroupReply),
  async handle(writer, { body: { name, priceListId = null } }) {
    const id = await createCustomerGroup(writer, { name, priceListId })
    return success({ id, name, priceListId })
  },
})

const listAll = read({
  method: 'GET',
  url: '/customer-groups',
  summary: 'List Customer Groups',
  query: Type.Object(cursor),
  reply: List(CustomerGroupReply),
  async handle(reader, { query }) {
    return list((await listCustomerGroups(reader, query)).map(toReply), query.limit)
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/customer-groups/:customerGroupId',
  summary: 'Update a Customer Group',
  params: CustomerGroupParams,
  body: Type.Object({ name: Type.Optional(Name), priceListId }),
  reply: Success(CustomerGroupReply),
  async handle(writer, { params, body: { name, priceListId } }) {
    const changes = { name, priceListId }
    return success(toReply(await updateCustomerGroup(writer, params.customerGroupId, changes)))
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/customer-groups/:customerGroupId',
  summary: 'Delete a Customer Group',
  params: CustomerGroupParams,
  reply: Deleted,
  async handle(writer, { params }) {
    await deleteCustomerGroup(writer, params.customerGroupId)
    return deleted(params.customerGroupId)
  },
})

export const customerGroups: Operation[] = [createOne, listAll, updateOne, deleteOne]

function toReply(group: CustomerGroup) {
  return { id: group.id, name: group.name, priceListId: group.price_list_id }
}
