import { expect } from 'vitest'
import { predefinedPermissions } from '../../src/domain/predefined-permissions.ts'
import { aPermission, aRole } from '../builders.ts'
import { type App, fromOtherStore, test } from '../harness.ts'
import { success } from './replies.ts'
import { codeTaken, permissionsUrl, permissionUrl, roleUrl } from './role-replies.ts'

const body = { name: 'Read reports', code: 'read_reports', description: 'Sees reports', moduleName: 'report' }

const named = async (app: App, q: string, headers?: Record<string, string>) => {
  const reply = await app.send('GET', `${permissionsUrl}?q=${q}`, undefined, headers)
  return reply.body.data.map(({ code }: { code: string }) => code)
}

test('every store lists the forty predefined permissions and its own, in order of id', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body))

  const reply = await app.send('GET', permissionsUrl)

  expect(predefinedPermissions).toHaveLength(40)
  expect(reply).toEqual(
    success([
      ...predefinedPermissions.map(({ code, module }) => ({
        id: expect.any(Number),
        name: expect.any(String),
        description: expect.any(String),
        code,
        moduleName: module,
        isCustom: false,
      })),
      { id, ...body, isCustom: true },
    ]),
  )
  const ids = reply.body.data.map((permission: { id: number }) => permission.id)
  expect(ids).toEqual(ids.toSorted((a: number, b: number) => a - b))
  expect((await app.send('GET', permissionsUrl, undefined, fromOtherStore)).body.data).toHaveLength(40)
})

test('the list is searched by name and code, in any case', async ({ app }) => {
  await app.arrange((writer) => aPermission(writer, { name: 'Änderung_1', code: 'Read_REPORTS' }))

  expect(await named(app, 'INVOICE_PDF')).toEqual(['get_invoice_pdf'])
  expect(await named(app, 'invoice%20pdf')).toEqual(['get_invoice_pdf'])
  expect(await named(app, 'd_rep')).toEqual(['Read_REPORTS'])
  expect(await named(app, encodeURIComponent('äNDERUNG'))).toEqual(['Read_REPORTS'])
  expect(await named(app, encodeURIComponent('%'))).toEqual([])
  expect(await named(app, 'read_reports', fromOtherStore)).toEqual([])
  expect(await named(app, '')).toHaveLength(41)
})

test('a new permission can be read', async ({ app }) => {
  const reply = await app.send('POST', permissionsUrl, { ...body, id: 1, isCustom: false })

  const { id } = reply.body.data
  expect(reply).toEqual(success({ id, ...body, isCustom: true }))
  expect(await app.events()).toEqual([{ event: 'permission.created', permissionId: id }])
  expect((await app.send('GET', `${permissionsUrl}?q=read_reports`)).body.data).toEqual([reply.body.data])
})

test('a permission without a module has an empty one, and its description may be empty', async ({ app }) => {
  const sent = { name: body.name, code: body.code, description: '' }

  const reply = await app.send('POST', permissionsUrl, sent)

  expect(reply).toEqual(success({ id: reply.body.data.id, ...sent, moduleName: '', isCustom: true }))
})

test('two stores may have permissions with the same name and code', async ({ app }) => {
  await app.arrange(async (writer) => {
    await aPermission(writer, body)
    await aPermission(writer, { name: 'Theirs', code: 'theirs' })
  }, 'other567')
  const { id } = (await app.send('POST', permissionsUrl, body)).body.data

  expect(await app.send('PUT', permissionUrl(id), body)).toEqual(success({ id, ...body, isCustom: true }))
  expect(await app.send('POST', permissionsUrl, { ...body, name: 'Theirs' })).toEqual(codeTaken)
})

test('a permission is changed, and its own name may change case', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body))
  const changed = { name: 'READ reports', code: 'read_reports', description: 'Every report' }

  const reply = await app.send('PUT', permissionUrl(id), changed)

  expect(reply).toEqual(success({ id, ...changed, moduleName: 'report', isCustom: true }))
  expect(await app.events()).toEqual([{ event: 'permission.updated', permissionId: id }])
  const all = { name: 'A', code: 'a', description: 'b', moduleName: '' }
  expect(await app.send('PUT', permissionUrl(id), all)).toEqual(success({ id, ...all, isCustom: true }))
})

test('roles follow the new code of their permission, and lose it when it is deleted', async ({ app }) => {
  const { id, roleId } = await app.arrange(async (writer) => {
    const id = await aPermission(writer, body)
    return { id, roleId: await aRole(writer, { permissions: [{ code: body.code, level: 1 }] }) }
  })
  const permissionsOfRole = async () => (await app.send('GET', roleUrl(roleId))).body.data.permissions

  await app.send('PUT', permissionUrl(id), { ...body, code: 'see_reports' })
  expect(await permissionsOfRole()).toEqual([{ id, code: 'see_reports', permissionLevel: 1 }])

  expect(await app.send('DELETE', permissionUrl(id))).toEqual(success({}))
  expect(await permissionsOfRole()).toEqual([])
  expect(await named(app, 'reports')).toEqual([])
  expect(await app.events()).toEqual([
    { event: 'permission.updated', permissionId: id },
    { event: 'permission.deleted', permissionId: id },
  ])
})
