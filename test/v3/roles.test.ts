import { expect } from 'vitest'
import { listRoleIds } from '../../src/domain/roles.ts'
import { aCompany, aPermission, aRole, aUser } from '../builders.ts'
import { type App, fromReader, test } from '../harness.ts'
import { success } from './replies.ts'
import { notFound, refused, rolesUrl, roleUrl, rowsOf } from './role-replies.ts'

const body = { name: 'Approver', permissions: [{ code: 'get_orders', permissionLevel: 2 }] }

const custom = (id: number, name: string) => ({ id, name, roleType: 2, roleLevel: 1 })

/** The id of a role of the demo store by its name. */
const idOf = async (app: App, name: string) =>
  (await app.arrange((writer) => listRoleIds(writer))).get(name) ?? 0

test('a new role can be read with its permissions', async ({ app }) => {
  const permissionId = await app.arrange((writer) => aPermission(writer))
  const permissions = [{ code: 'read_reports', permissionLevel: 3 }, ...body.permissions]

  const reply = await app.send('POST', rolesUrl, { ...body, permissions, id: 1, roleType: 1, roleLevel: 3 })

  const { id } = reply.body.data
  expect(reply).toEqual(
    success({
      ...custom(id, 'Approver'),
      permissions: [
        { id: expect.any(Number), code: 'get_orders', permissionLevel: 2 },
        { id: permissionId, code: 'read_reports', permissionLevel: 3 },
      ],
    }),
  )
  expect(await app.events()).toEqual([{ event: 'role.created', roleId: id }])
  expect(await app.send('GET', roleUrl(id))).toEqual(reply)
})

test('a role may have no permissions', async ({ app }) => {
  const reply = await app.send('POST', rolesUrl, { name: 'Nobody', permissions: [] })

  expect(reply).toEqual(success({ ...custom(reply.body.data.id, 'Nobody'), permissions: [] }))
})

test('an update replaces the name and all permissions', async ({ app }) => {
  const permissions = [
    { code: 'get_orders', level: 1 },
    { code: 'get_quotes', level: 3 },
  ] as const
  const id = await app.arrange((writer) => aRole(writer, { permissions }))
  const changed = {
    name: 'APPROVER',
    permissions: [
      { code: 'get_orders', permissionLevel: 2 },
      { code: 'get_users', permissionLevel: 2 },
    ],
  }

  const reply = await app.send('PUT', roleUrl(id), changed)

  expect(reply).toEqual(
    success({
      ...custom(id, 'APPROVER'),
      permissions: [
        { id: expect.any(Number), code: 'get_users', permissionLevel: 2 },
        { id: expect.any(Number), code: 'get_orders', permissionLevel: 2 },
      ],
    }),
  )
  expect(await app.events()).toEqual([{ event: 'role.updated', roleId: id }])
  expect(await app.send('GET', roleUrl(id))).toEqual(reply)
})

test('a name that is taken is refused, whichever role has it', async ({ app }) => {
  const id = await app.arrange(async (writer) => {
    await aRole(writer)
    return aRole(writer, { name: 'Second' })
  })
  const before = await rowsOf(app)
  const taken = refused('The role name already exists.')

  for (const name of ['APPROVER', 'senior buyer']) {
    expect(await app.send('POST', rolesUrl, { ...body, name })).toEqual(taken)
    expect(await app.send('PUT', roleUrl(id), { ...body, name })).toEqual(taken)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('two stores may have roles with the same name', async ({ app }) => {
  await app.arrange((writer) => aRole(writer), 'other567')
  const { id } = (await app.send('POST', rolesUrl, body)).body.data

  expect((await app.send('PUT', roleUrl(id), body)).status).toBe(200)
  expect(await app.events()).toHaveLength(2)
})

test('a role without users is deleted with its permissions', async ({ app }) => {
  const id = await app.arrange((writer) => aRole(writer, { permissions: [{ code: 'get_orders', level: 1 }] }))

  expect(await app.send('DELETE', roleUrl(id))).toEqual(success({}))

  expect(await app.events()).toEqual([{ event: 'role.deleted', roleId: id }])
  expect(await app.send('GET', roleUrl(id))).toEqual(notFound)
  expect(await app.send('DELETE', roleUrl(id))).toEqual(notFound)
  expect((await rowsOf(app)).grants.filter((row) => row.role_id === id)).toEqual([])
})

test('a role in use can be changed but not deleted', async ({ app }) => {
  const id = await app.arrange(async (writer) => {
    const roleId = await aRole(writer)
    await aUser(writer, await aCompany(writer), { role: { roleId } })
    return roleId
  })

  expect(await app.send('DELETE', roleUrl(id))).toEqual(refused('A role in use can not be deleted.'))
  expect(await app.events()).toEqual([])
  expect((await app.send('PUT', roleUrl(id), body)).status).toBe(200)
})

test('predefined roles cannot be changed or deleted', async ({ app }) => {
  const stays = refused('A predefined role can not be changed or deleted.')
  const ids = [await idOf(app, 'Admin'), await idOf(app, 'Senior Buyer'), await idOf(app, 'Junior Buyer')]
  const before = await rowsOf(app)

  for (const id of ids) {
    expect(await app.send('PUT', roleUrl(id), body)).toEqual(stays)
    expect(await app.send('DELETE', roleUrl(id))).toEqual(stays)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('roles that do not exist or belong to another store are not found', async ({ app }) => {
  const id = await app.arrange((writer) => aRole(writer), 'other567')
  const before = await rowsOf(app)

  for (const each of [id, 999_999, 0, -1]) {
    expect(await app.send('GET', roleUrl(each))).toEqual(notFound)
    expect(await app.send('PUT', roleUrl(each), body)).toEqual(notFound)
    expect(await app.send('DELETE', roleUrl(each))).toEqual(notFound)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a caller who may only read changes nothing', async ({ app }) => {
  const id = await app.arrange((writer) => aRole(writer))
  const forbidden = refused('Invalid access token', 403)

  expect((await app.send('GET', rolesUrl, undefined, fromReader)).status).toBe(200)
  expect((await app.send('GET', roleUrl(id), undefined, fromReader)).status).toBe(200)
  expect(await app.send('POST', rolesUrl, body, fromReader)).toEqual(forbidden)
  expect(await app.send('PUT', roleUrl(id), body, fromReader)).toEqual(forbidden)
  expect(await app.send('DELETE', roleUrl(id), undefined, fromReader)).toEqual(forbidden)
  expect(await app.events()).toEqual([])
})
