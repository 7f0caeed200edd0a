import { type Static, Type } from 'typebox'
import type { Role } from '../../db/schema.ts'
import { getRole, listRoles, type RoleRecord } from '../../domain/role-records.ts'
import { createRole, deleteRole, type NewRole, updateRole } from '../../domain/roles.ts'
import { filled, Id, Nothing, paging, Text, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { List, list, Success, success } from './envelope.ts'
import { roleWords as words } from './role-words.ts'

const MOST = 250

const RoleParams = Type.Object({ roleId: Id })

const listed = {
  id: Type.Integer(),
  name: Type.String(),
  /** 1 predefined, 2 custom. */
  roleType: Type.Integer(),
  roleLevel: Type.Integer(),
}
const Full = Type.Object({
  ...listed,
  permissions: Type.Array(
    Type.Object({ id: Type.Integer(), code: Type.String(), permissionLevel: Type.Integer() }),
  ),
})

const RoleBody = Type.Object({
  name: filled(200),
  permissions: Type.Array(
    Type.Object({ code: Text, permissionLevel: Type.Enum([1, 2, 3], { type: 'integer' }) }),
  ),
})

const listAll = read({
  method: 'GET',
  url: '/companies/roles',
  summary: 'Get Company Roles',
  query: Type.Object({ ...paging, q: Type.Optional(Text) }),
  reply: List(Type.Object(listed)),
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const { rows, total } = await listRoles(reader, query.q, page)
    return list(rows.map(toListed), total, page, 'success')
  },
})

const createOne = write({
  method: 'POST',
  url: '/companies/roles',
  summary: 'Create a Company Role',
  body: RoleBody,
  reply: Success(Full),
  words,
  async handle(writer, { body }) {
    const roleId = await createRole(writer, toNewRole(body))
    return success(toFull(await getRole(writer, roleId)), 'SUCCESS')
  },
})

const getOne = read({
  method: 'GET',
  url: '/companies/roles/:roleId',
  summary: 'Get a Company Role',
  params: RoleParams,
  reply: Success(Full),
  words,
  async handle(reader, { params }) {
    return success(toFull(await getRole(reader, params.roleId)), 'SUCCESS')
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/companies/roles/:roleId',
  summary: 'Update a Company Role',
  params: RoleParams,
  body: RoleBody,
  reply: Success(Full),
  words,
  async handle(writer, { params, body }) {
    await updateRole(writer, params.roleId, toNewRole(body))
    return success(toFull(await getRole(writer, params.roleId)), 'SUCCESS')
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/companies/roles/:roleId',
  summary: 'Delete a Company Role',
  params: RoleParams,
  reply: Success(Nothing),
  words,
  async handle(writer, { params }) {
    await deleteRole(writer, params.roleId)
    return success({}, 'SUCCESS')
  },
})

export const roles: Operation[] = [listAll, createOne, getOne, updateOne, deleteOne]

function toNewRole({ name, permissions }: Static<typeof RoleBody>): NewRole {
  return {
    name,
    permissions: permissions.map(({ code, permissionLevel }) => ({ code, level: permissionLevel })),
  }
}

function toListed(role: Role) {
  return { id: role.id, name: role.name, roleType: role.is_predefined === 1 ? 1 : 2, roleLevel: 1 }
}

function toFull(role: RoleRecord) {
  return {
    ...toListed(role),
    permissions: role.permissions.map(({ id, code, level }) => ({ id, code, permissionLevel: level })),
  }
}
