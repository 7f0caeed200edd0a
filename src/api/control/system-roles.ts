import { Type } from 'typebox'
import type { SystemRole } from '../../db/schema.ts'
import { createSystemRole, listSystemRoles, updateSystemRole } from '../../domain/system-roles.ts'
import { Id, Name } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, List, list, Success, success } from './envelope.ts'

const SystemRoleBody = Type.Object({ name: Name, salesStaff: Type.Boolean() })

const SystemRoleReply = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  salesStaff: Type.Boolean(),
  predefined: Type.Boolean(),
})

const createOne = write({
  method: 'POST',
  url: '/system-roles',
  summary: 'Create a System Role',
  body: SystemRoleBody,
  status: 201,
  reply: Success(SystemRoleReply),
  async handle(writer, { body: { name, salesStaff } }) {
    return success(toReply(await createSystemRole(writer, { name, salesStaff })))
  },
})

const listAll = read({
  method: 'GET',
  url: '/system-roles',
  summary: 'List System Roles',
  query: Type.Object(cursor),
  reply: List(SystemRoleReply),
  async handle(reader, { query }) {
    return list((await listSystemRoles(reader, query)).map(toReply), query.limit)
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/system-roles/:systemRoleId',
  summary: 'Update a System Role',
  params: Type.Object({ systemRoleId: Id }),
  body: Type.Partial(SystemRoleBody),
  reply: Success(SystemRoleReply),
  async handle(writer, { params, body: { name, salesStaff } }) {
    return success(toReply(await updateSystemRole(writer, params.systemRoleId, { name, salesStaff })))
  },
})

export const systemRoles: Operation[] = [createOne, listAll, updateOne]

function toReply(role: SystemRole) {
  return {
    id: role.id,
    name: role.name,
    salesStaff: role.is_sales_staff === 1,
    predefined: role.kind !== 'custom',
  }
}
