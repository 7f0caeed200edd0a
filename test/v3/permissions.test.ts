import { expect } from 'vitest'
import { predefinedPermissions } from '../../src/domain/predefined-permissions.ts'
import { aPermission, aRole } from '../builders.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { notFound, permissionsUrl, permissionUrl, refused, roleUrl, rowsOf, success } from './role-replies.ts'

const body = { name: 'Read reports', code: 'read_reports', description: 'Sees reports', moduleName: 'report' }
const codeTaken = refused('The permission code already exists.')
const predefined = refused('A predefined permission can not be changed or deleted.')

const named = async (app: App, q: string, headers?: Record<string, string>) => {
  const reply = await app.send('GET', `${permissionsUrl}?q=${q}`, undefined, headers)
  return reply.body.data.map(({ code }: { code: string }) => code)
}

/** The id of a predefined permission of the demo store. */
async function idOf(app: App, code: string): Promise<number> {
  const { data } = (await app.send('GET', permissionsUrl)).body
  return data.find((permission: { code: string }) => permission.code === code).id
}

test('every store lists the forty predefined permissions and its own, by their ids', async ({ app }) => {
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

test('the list is searched in names and codes, in any case', async ({ app }) => {
  await app.arrange((writer) => aPermission(writer, { name: 'Änderung_1', code: 'Read_REPORTS' }))

  expect(await named(app, 'INVOICE_PDF')).toEqual(['get_invoice_pdf'])
  expect(await named(app, 'invoice%20pdf')).toEqual(['get_invoice_pdf'])
  expect(await named(app, 'd_rep')).toEqual(['Read_REPORTS'])
  expect(await named(app, encodeURIComponent('äNDERUNG'))).toEqual(['Read_REPORTS'])
  expect(await named(app, encodeURIComponent('%'))).toEqual([])
  expect(await named(app, 'read_reports', fromOtherStore)).toEqual([])
  expect(await named(app, '')).toHaveLength(41)
})

test('a permission is created and is there to be read', async ({ app }) => {
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

test('two stores may have permissions of one name and code', async ({ app }) => {
  await app.arrange(async (writer) => {
    await aPermission(writer, body)
    await aPermission(writer, { name: 'Theirs', code: 'theirs' })
  }, 'other567')
  const { id } = (await app.send('POST', permissionsUrl, body)).body.data

  expect(await app.send('PUT', permissionUrl(id), body)).toEqual(success({ id, ...body, isCustom: true }))
  expect(await app.send('POST', permissionsUrl, { ...body, name: 'Theirs' })).toEqual(codeTaken)
})

test('a name or a code that is taken is refused, whoever has it', async ({ app }) => {
  const other = { name: 'Other', code: 'other', description: '' }
  const id = await app.arrange(async (writer) => {
    await aPermission(writer, body)
    return aPermission(writer, other)
  })
  const before = await rowsOf(app)
  const attempts = [
    [{ ...body, code: 'second', name: 'READ reports' }, 'name'],
    [{ ...body, name: 'Second' }, 'code'],
    [body, 'name'],
    [{ ...body, name: 'Second', code: 'get_orders' }, 'code'],
    [{ ...body, name: 'GET Orders', code: 'second' }, 'name'],
  ] as const

  for (const [attempt, field] of attempts) {
    const taken = refused(`The permission ${field} already exists.`)
    expect(await app.send('POST', permissionsUrl, attempt)).toEqual(taken)
    expect(await app.send('PUT', permissionUrl(id), attempt)).toEqual(taken)
  }
  expect(await app.send('PUT', permissionUrl(id), { ...other, code: body.code })).toEqual(codeTaken)
  expect(await rowsOf(app)).toEqual(before)
})

test('a permission is changed, also to its own name in other letters', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body))
  const changed = { name: 'READ reports', code: 'read_reports', description: 'Every report' }

  const reply = await app.send('PUT', permissionUrl(id), changed)

  expect(reply).toEqual(success({ id, ...changed, moduleName: 'report', isCustom: true }))
  expect(await app.events()).toEqual([{ event: 'permission.updated', permissionId: id }])
  const all = { name: 'A', code: 'a', description: 'b', moduleName: '' }
  expect(await app.send('PUT', permissionUrl(id), all)).toEqual(success({ id, ...all, isCustom: true }))
})

test('the roles that have a permission know it by its other code, and lose it when it is deleted', async ({
  app,
}) => {
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

test('predefined permissions stay as they are', async ({ app }) => {
  const id = await idOf(app, 'get_orders')
  const before = await rowsOf(app)

  expect(await app.send('PUT', permissionUrl(id), body)).toEqual(predefined)
  expect(await app.send('DELETE', permissionUrl(id))).toEqual(predefined)
  expect(await rowsOf(app)).toEqual(before)
})

test('permissions that do not exist, or are of another store, are not found', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body), 'other567')
  const before = await rowsOf(app)

  for (const each of [id, 999_999, 0, -1]) {
    expect(await app.send('PUT', permissionUrl(each), body)).toEqual(notFound)
    expect(await app.send('DELETE', permissionUrl(each))).toEqual(notFound)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('what is missing or cannot be read is refused by its name', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body))
  const before = await rowsOf(app)
  const attempts: [unknown, string][] = [
    [{}, 'The name is required.'],
    [{ ...body, name: '' }, 'The name is required.'],
    [{ ...body, name: null }, 'The name is not valid: Not a valid string.'],
    [
      { ...body, name: 'n'.repeat(201) },
      'The name is not valid: Ensure this field has no more than 200 characters.',
    ],
    [
      { ...body, name: 'a\0b' },
      'The name is not valid: Null characters and unpaired surrogates are not allowed.',
    ],
    [{ ...body, description: undefined }, 'The description is required.'],
    [
      { ...body, description: 'd'.repeat(513) },
      'The description is not valid: Ensure this field has no more than 512 characters.',
    ],
    [{ ...body, code: '' }, 'The code is required.'],
    [
      { ...body, code: 'c'.repeat(51) },
      'The code is not valid: Ensure this field has no more than 50 characters.',
    ],
    [{ ...body, moduleName: null }, 'The module name is not valid: Not a valid string.'],
    [
      { ...body, moduleName: 'm'.repeat(51) },
      'The module name is not valid: Ensure this field has no more than 50 characters.',
    ],
    [[body], 'The request body must be an object.'],
  ]

  for (const [attempt, message] of attempts) {
    expect(await app.send('POST', permissionsUrl, attempt)).toEqual(refused(message))
    expect(await app.send('PUT', permissionUrl(id), attempt)).toEqual(refused(message))
  }
  const unreadable = refused('The permission id is not valid: A valid integer is required.')
  expect(await app.send('PUT', permissionUrl('first'), body)).toEqual(unreadable)
  expect(await app.send('DELETE', permissionUrl('first'))).toEqual(unreadable)
  expect(await rowsOf(app)).toEqual(before)
})

test('a caller who may only read changes nothing', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body))
  const forbidden = refused('Invalid access token', 403)

  expect((await app.send('GET', permissionsUrl, undefined, fromReader)).status).toBe(200)
  expect(await app.send('POST', permissionsUrl, body, fromReader)).toEqual(forbidden)
  expect(await app.send('PUT', permissionUrl(id), body, fromReader)).toEqual(forbidden)
  expect(await app.send('DELETE', permissionUrl(id), undefined, fromReader)).toEqual(forbidden)
  expect(await app.events()).toEqual([])
})
