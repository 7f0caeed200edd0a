import { type Static, Type } from 'typebox'
import { getUser, listUsers, updateStoreUser } from '../../domain/store-users.ts'
import { createUser, createUsers, type NewUser } from '../../domain/user-creation.ts'
import { deleteUser } from '../../domain/users.ts'
import { Email, ExtraFields, Id, MailSwitch, Name, paging, Seconds, Switch, Text, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { toRoleChoice } from '../role-choice.ts'
import { MOST_AT_ONCE } from './bulk.ts'
import { List, list, Success, success } from './envelope.ts'
import { ChangedUser, ListedUser, toChanged, toListed, toReply, UserReply } from './user-record.ts'
import { creating, creatingMany, listing, updating } from './user-words.ts'

const MOST = 250

const UserParams = Type.Object({ userId: Id })
const Role = Type.Enum([0, 1, 2], { type: 'integer' })

const changeable = {
  phoneNumber: Type.Optional(Text),
  role: Type.Optional(Role),
  companyRoleId: Type.Optional(Id),
  uuid: Type.Optional(Text),
  channelIds: Type.Optional(Type.Array(Id)),
  extraFields: Type.Optional(ExtraFields),
}

const NewUserBody = Type.Object({
  firstName: Name,
  lastName: Name,
  email: Email,
  companyId: Id,
  ...changeable,
  originChannelId: Type.Optional(Id),
  acceptWelcomeEmail: MailSwitch,
})
const CreatedUser = Type.Object({ userId: Type.Integer(), bcId: Type.Integer() })

const listAll = read({
  method: 'GET',
  url: '/users',
  summary: 'Get All Users',
  query: Type.Object({
    ...paging,
    companyId: Type.Optional(Id),
    roles: Type.Optional(Type.Array(Role)),
    minModified: Type.Optional(Seconds),
    maxModified: Type.Optional(Seconds),
    minCreated: Type.Optional(Seconds),
    maxCreated: Type.Optional(Seconds),
    email: Type.Optional(Text),
    channelId: Type.Optional(Id),
    isIncludeExtraFields: Type.Optional(Switch),
    q: Type.Optional(Text),
  }),
  reply: List(ListedUser),
  words: listing,
  async handle(reader, { query: { roles, isIncludeExtraFields, limit, offset, ...query } }) {
    const page = toPage({ limit, offset }, MOST)
    const extraFields = isIncludeExtraFields === '1'
    const { rows, total } = await listUsers(reader, { ...query, userRoles: roles, extraFields }, page)
    return list(
      rows.map((user) => toListed(user, { extraFields })),
      total,
      page,
      'Success',
    )
  },
})

const createOne = write({
  method: 'POST',
  url: '/users',
  summary: 'Create a User',
  body: NewUserBody,
  reply: Success(CreatedUser),
  words: creating,
  async handle(writer, { body }) {
    const { companyId, ...input } = toNewUser(body)
    const { id, customer_id } = await createUser(writer, companyId, input)
    return success({ userId: id, bcId: customer_id }, 'Success')
  },
})

const createMany = write({
  method: 'POST',
  url: '/users/bulk',
  summary: 'Bulk Create Users',
  body: Type.Array(NewUserBody, { maxItems: MOST_AT_ONCE }),
  reply: Success(Type.Array(CreatedUser)),
  words: creatingMany,
  async handle(writer, { body }) {
    const created = await createUsers(writer, body.map(toNewUser))
    return success(
      created.map(({ id, customer_id }) => ({ userId: id, bcId: customer_id })),
      'Success',
    )
  },
})

const getOne = read({
  method: 'GET',
  url: '/users/:userId',
  summary: 'Get User Details',
  params: UserParams,
  reply: Success(UserReply),
  async handle(reader, { params }) {
    return success(toReply(await getUser(reader, params)), 'Success')
  },
})

const getByCustomer = read({
  method: 'GET',
  url: '/users/customer/:customerId',
  summary: 'Get User Details by Customer ID',
  params: Type.Object({ customerId: Id }),
  reply: Success(UserReply),
  async handle(reader, { params }) {
    return success(toReply(await getUser(reader, params)), 'Success')
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/users/:userId',
  summary: 'Update a User',
  params: UserParams,
  body: Type.Object({
    firstName: Type.Optional(Name),
    lastName: Type.Optional(Name),
    email: Type.Optional(Email),
    ...changeable,
  }),
  reply: Success(ChangedUser),
  words: updating,
  async handle(writer, { params, body: { phoneNumber, role, companyRoleId, ...body } }) {
    const changes = { ...body, phone: phoneNumber, role: toRoleChoice(companyRoleId, role) }
    return success(toChanged(await updateStoreUser(writer, params.userId, changes)), 'Success')
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/users/:userId',
  summary: 'Delete a User',
  params: UserParams,
  reply: Success(Type.Object({ userId: Type.Integer() })),
  async handle(writer, { params }) {
    await deleteUser(writer, params.userId)
    return success({ userId: params.userId }, 'Success')
  },
})

export const users: Operation[] = [
  listAll,
  createOne,
  createMany,
  getOne,
  getByCustomer,
  updateOne,
  deleteOne,
]

function toNewUser(body: Static<typeof NewUserBody>): NewUser & { companyId: number } {
  return {
    email: body.email,
    firstName: body.firstName,
    lastName: body.lastName,
    companyId: body.companyId,
    phone: body.phoneNumber,
    uuid: body.uuid,
    originChannelId: body.originChannelId,
    channelIds: body.channelIds,
    extraFields: body.extraFields,
    role: toRoleChoice(body.companyRoleId, body.role),
  }
}
