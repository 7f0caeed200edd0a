import { type Static, Type } from 'typebox'
import type { Permission } from '../../db/schema.ts'
import {
  createPermission,
  deletePermission,
  listPermissions,
  type NewPermission,
  updatePermission,
} from '../../domain/permissions.ts'
import { filled, Id, Nothing, Text } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { Success, success } from './envelope.ts'
import { roleWords as words } from './role-words.ts'

const PermissionParams = Type.Object({ permissionId: Id })

const PermissionReply = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  code: Type.String(),
  moduleName: Type.String(),
  isCustom: Type.Boolean(),
})

const PermissionBody = Type.Object({
  name: filled(200),
  description: Type.String({ maxLength: 512 }),
  code: filled(50),
  moduleName: Type.Optional(Type.String({ maxLength: 50 })),
})

const listAll = read({
  method: 'GET',
  url: '/companies/permissions',
  summary: 'Get Company Permissions',
  query: Type.Object({ q: Type.Optional(Text) }),
  reply: Success(Type.Array(PermissionReply)),
  async handle(reader, { query }) {
    return success((await listPermissions(reader, query.q)).map(toReply), 'SUCCESS')
  },
})

const createOne = write({
  method: 'POST',
  url: '/companies/permissions',
  summary: 'Create a Company Permission',
  body: PermissionBody,
  reply: Success(PermissionReply),
  words,
  async handle(writer, { body }) {
    return success(toReply(await createPermission(writer, toNewPermission(body))), 'SUCCESS')
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/companies/permissions/:permissionId',
  summary: 'Update a Company Permission',
  params: PermissionParams,
  body: PermissionBody,
  reply: Success(PermissionReply),
  words,
  async handle(writer, { params, body }) {
    const permission = await updatePermission(writer, params.permissionId, toNewPermission(body))
    return success(toReply(permission), 'SUCCESS')
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/companies/permissions/:permissionId',
  summary: 'Delete a Company Permission',
  params: PermissionParams,
  reply: Success(Nothing),
  words,
  async handle(writer, { params }) {
    await deletePermission(writer, params.permissionId)
    return success({}, 'SUCCESS')
  },
})

export const permissions: Operation[] = [listAll, createOne, updateOne, deleteOne]

function toNewPermission({
  name,
  description,
  code,
  moduleName,
}: Static<typeof PermissionBody>): NewPermission {
  return { name, description, code, moduleName }
}

function toReply(permission: Permission) {
  return {
    id: permission.id,
    name: permission.name,
    description: permission.description,
    code: permission.code,
    moduleName: permission.module_name,
    isCustom: permission.is_predefined === 0,
  }
}
