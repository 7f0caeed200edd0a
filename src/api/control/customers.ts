import { Type } from 'typebox'
import {
  createCustomer,
  getCustomer,
  listCustomers,
  type StoreCustomer,
  updateStoreCustomer,
} from '../../domain/store-customers.ts'
import { createCustomerJwt } from '../../domain/storefront-tokens.ts'
import { Email, Id, Name, Text } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { preparedWrite } from '../prepared-write.ts'
import { read } from '../read.ts'
import { cursor, List, list, Nullable, Success, success } from './envelope.ts'
import { hashed, Password } from './password.ts'

const CustomerParams = Type.Object({ customerId: Id })

const required = { email: Email, firstName: Name, lastName: Name }
const optional = {
  phone: Type.Optional(Text),
  customerGroupId: Type.Optional(Nullable(Id)),
  password: Type.Optional(Password),
}

const CustomerReply = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  phone: Type.String(),
  customerGroupId: Nullable(Type.Integer()),
  userId: Nullable(Type.Integer()),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
})

const createOne = preparedWrite({
  method: 'POST',
  url: '/customers',
  summary: 'Create a Customer',
  body: Type.Object({ ...required, ...optional }),
  status: 201,
  reply: Success(CustomerReply),
  prepare: hashed,
  async handle(writer, { body }, passwordHash) {
    const { email, firstName, lastName, phone = '', customerGroupId } = body
    const input = { email, firstName, lastName, phone, customerGroupId, passwordHash }
    return success(toReply(await createCustomer(writer, input)))
  },
})

const listAll = read({
  method: 'GET',
  url: '/customers',
  summary: 'List Customers',
  query: Type.Object({ ...cursor, email: Type.Optional(Text) }),
  reply: List(CustomerReply),
  async handle(reader, { query: { email, ...cursor } }) {
    return list((await listCustomers(reader, { email }, cursor)).map(toReply), cursor.limit)
  },
})

const getOne = read({
  method: 'GET',
  url: '/customers/:customerId',
  summary: 'Get a Customer',
  params: CustomerParams,
  reply: Success(CustomerReply),
  async handle(reader, { params }) {
    return success(toReply(await getCustomer(reader, params.customerId)))
  },
})

const updateOne = preparedWrite({
  method: 'PUT',
  url: '/customers/:customerId',
  summary: 'Update a Customer',
  params: CustomerParams,
  body: Type.Object({ ...Type.Partial(Type.Object(required)).properties, ...optional }),
  reply: Success(CustomerReply),
  prepare: hashed,
  async handle(writer, { params, body }, passwordHash) {
    const { email, firstName, lastName, phone, customerGroupId } = body
    const changes = { email, firstName, lastName, phone, customerGroupId, passwordHash }
    return success(toReply(await updateStoreCustomer(writer, params.customerId, changes)))
  },
})

const signJwt = read({
  method: 'POST',
  url: '/customers/:customerId/jwt',
  summary: 'Sign a JWT for a Customer',
  params: CustomerParams,
  reply: Success(Type.Object({ jwt: Type.String() })),
  async handle(reader, { params }) {
    return success({ jwt: await createCustomerJwt(reader, params.customerId) })
  },
})

export const customers: Operation[] = [createOne, listAll, getOne, updateOne, signJwt]

function toReply(customer: StoreCustomer) {
  return {
    id: customer.id,
    email: customer.email,
    firstName: customer.first_name,
    lastName: customer.last_name,
    phone: customer.phone,
    customerGroupId: customer.customer_group_id,
    userId: customer.user_id,
    createdAt: customer.created_at,
    updatedAt: customer.updated_at,
  }
}
