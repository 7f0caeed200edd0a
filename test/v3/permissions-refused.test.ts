import { expect } from 'vitest'
import { aPermission } from '../builders.ts'
import { type App, fromReader, test } from '../harness.ts'
import { parameterError } from './replies.ts'
import { codeTaken, notFound, permissionsUrl, permissionUrl, refused, rowsOf } from './role-replies.ts'

const body = { name: 'Read reports', code: 'read_reports', description: 'Sees reports', moduleName: 'report' }
const predefined = refused('A predefined permission can not be changed or deleted.')

/** The id of a predefined permission of the demo store. */
async function idOf(app: App, code: string): Promise<number> {
  const { data } = (await app.send('GET', permissionsUrl)).body
  return data.find((permission: { code: string }) => permission.code === code).id
}

test('a name or code that is taken is refused, whichever permission has it', async ({ app }) => {
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

test('predefined permissions cannot be changed or deleted', async ({ app }) => {
  const id = await idOf(app, 'get_orders')
  const before = await rowsOf(app)

  expect(await app.send('PUT', permissionUrl(id), body)).toEqual(predefined)
  expect(await app.send('DELETE', permissionUrl(id))).toEqual(predefined)
  expect(await rowsOf(app)).toEqual(before)
})

test('permissions that do not exist or belong to another store are not found', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body), 'other567')
  const before = await rowsOf(app)

  for (const each of [id, 999_999, 0, -1]) {
    expect(await app.send('PUT', permissionUrl(each), body)).toEqual(notFound)
    expect(await app.send('DELETE', permissionUrl(each))).toEqual(notFound)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('missing or unreadable fields are refused by name', async ({ app }) => {
  const id = await app.arrange((writer) => aPermission(writer, body))
  const before = await rowsOf(app)
  const attempts: [unknown, string][] = [
    [{}, 'The name is required.'],
    [{ ...body, name: '' }, 'The name is required.'],
    [{ ...body, name: null }, 'The name may not be null.'],
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
    [{ ...body, moduleName: null }, 'The module name may not be null.'],
    [
      { ...body, moduleName: 'm'.repeat(51) },
      'The module name is not valid: Ensure this field has no more than 50 characters.',
    ],
  ]

  for (const [attempt, message] of attempts) {
    expect(await app.send('POST', permissionsUrl, attempt)).toEqual(refused(message))
    expect(await app.send('PUT', permissionUrl(id), attempt)).toEqual(refused(message))
  }
  const notObject = parameterError('Invalid data. Expected an object.')
  expect(await app.send('POST', permissionsUrl, [body])).toEqual(notObject)
  expect(await app.send('PUT', permissionUrl(id), [body])).toEqual(notObject)
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
