import { type Static, Type } from 'typebox'
import { getSystemUser, listSystemUsers, type SystemUserRecord } from '../../domain/system-user-records.ts'
import { createSystemUser, retireSystemUser, updateSystemUser } from '../../domain/system-users.ts'
import { Email, Id, Name, Text } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { preparedWrite } from '../prepared-write.ts'
import { read } from '../read.ts'
import { cursor, Deleted, deleted, List, list, Success, success } from './envelope.ts'
import { hashed, Password } from './password.ts'

const SystemUserParams = Type.Object({ systemUserId: Id })

const required = { email: Email, name: Name, systemRoleId: Id }
const optional = { phone: Type.Optional(Text), password: Type.Optional(Password) }
const ChangesBody = Type.Object({ ...Type.Partial(Type.Object(required)).properties, ...optional })

const SystemUserReply = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  name: Type.String(),
  phone: Type.String(),
  systemRoleId: Type.Integer(),
  roleName: Type.String(),
  salesStaff: Type.Boolean(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
})

const createOne = preparedWrite({
  method: 'POST',
  url: '/system-users',
  summary: 'Create a System User',
  body: Type.Object({ ...required, ...optional }),
  status: 201,
  reply: Success(SystemUserReply),
  prepare: hashed,
  async handle(writer, { body: { email, name, phone = '', systemRoleId } }, passwordHash) {
    const input = { email, name, phone, role: { systemRoleId }, passwordHash }
    return success(toReply(await createSystemUser(writer, input)))
  },
})

const listAll = read({
  method: 'GET',
  url: '/system-users',
  summary: 'List System Users',
  query: Type.Object(cursor),
  reply: List(SystemUserReply),
  async handle(reader, { query }) {
    return list((await listSystemUsers(reader, query)).map(toReply), query.limit)
  },
})

const getOne = read({
  method: 'GET',
  url: '/system-users/:systemUserId',
  summary: 'Get a System User',
  params: SystemUserParams,
  reply: Success(SystemUserReply),
  async handle(reader, { params }) {
    return success(toReply(await getSystemUser(reader, params)))
  },
})

const updateOne = preparedWrite({
  method: 'PUT',
  url: '/system-users/:systemUserId',
  summary: 'Update a System User',
  params: SystemUserParams,
  body: ChangesBody,
  reply: Success(SystemUserReply),
  prepare: hashed,
  async handle(writer, { params, body }, passwordHash) {
    const changes = { ...toChanges(body), passwordHash }
    return success(toReply(await updateSystemUser(writer, params.systemUserId, changes)))
  },
})

const retireOne = write({
  method: 'DELETE',
  url: '/system-users/:systemUserId',
  summary: 'Retire a System User',
  params: SystemUserParams,
  reply: Deleted,
  async handle(writer, { params }) {
    await retireSystemUser(writer, params.systemUserId)
    return deleted(params.systemUserId)
  },
})

export const systemUsers: Operation[] = [createOne, listAll, getOne, updateOne, retireOne]

function toChanges({ email, name, phone, systemRoleId }: Static<typeof ChangesBody>) {
  return { email, name, phone, role: systemRoleId === undefined ? undefined : { systemRoleId } }
}

function toReply(person: SystemUserRecord) {
  return {
    id: person.id,
    email: person.email,
    name: person.name,
    phone: person.phone,
    systemRoleId: person.system_role_id,
    roleName: person.role_name,
    salesStaff: person.is_sales_staff === 1,
    createdAt: person.created_at,
    updatedAt: person.updated_at,
  }
}
