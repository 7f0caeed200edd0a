import { expect } from 'vitest'
import { fromOtherStore, fromReader, test } from '../harness.ts'

const defaults = {
  companyBehavior: 'independent',
  newCompanyStatus: 'approved',
  multiStorefront: true,
  protectLastAdmin: false,
  strictWebhooks: false,
  rateLimit: null,
  eventRetentionDays: 90,
}
const URL = '/api/control/v1/settings'

test('a store has the default settings until they are changed', async ({ app }) => {
  expect(await app.send('GET', URL)).toEqual({ status: 200, body: { data: defaults, meta: {} } })
})

test('the given settings change, the others stay, and other stores are not affected', async ({ app }) => {
  const changes = { companyBehavior: 'dependent', rateLimit: 150 }

  const reply = await app.send('PUT', URL, changes)

  expect(reply).toEqual({ status: 200, body: { data: { ...defaults, ...changes }, meta: {} } })
  expect(await app.events()).toEqual([{ event: 'settings.updated', settings: Object.keys(changes) }])
  expect((await app.send('PUT', URL, { rateLimit: null })).body.data.rateLimit).toBe(null)
  expect((await app.send('GET', URL, undefined, fromOtherStore)).body.data).toEqual(defaults)
})

test('an invalid value of a setting is refused by name, and nothing changes', async ({ app }) => {
  const reply = await app.send('PUT', URL, { companyBehavior: 'free', multiStorefront: false })

  expect(reply).toEqual({
    status: 422,
    body: {
      error: {
        code: 'invalid',
        message: 'The request is not valid.',
        fields: { companyBehavior: '"free" is not a choice.' },
      },
    },
  })
  expect((await app.send('GET', URL)).body.data).toEqual(defaults)
  expect(await app.events()).toEqual([])
})

test('an unknown setting is ignored and not stored', async ({ app }) => {
  const body = { protectLastAdmin: true, colour: 'red', constructor: 1, 'null\0byte': 1 }

  const reply = await app.send('PUT', URL, body)

  expect(reply).toEqual({ status: 200, body: { data: { ...defaults, protectLastAdmin: true }, meta: {} } })
  expect(await app.database.db.selectFrom('setting').select('name').execute()).toEqual([
    { name: 'protectLastAdmin' },
  ])
  expect(await app.events()).toEqual([{ event: 'settings.updated', settings: ['protectLastAdmin'] }])
})

test('a token without the scope control is refused', async ({ app }) => {
  expect(await app.send('GET', URL, undefined, fromReader)).toEqual({
    status: 403,
    body: { error: { code: 'forbidden', message: 'Invalid access token', fields: {} } },
  })
})

test('unreadable JSON is refused in the envelope of the control API', async ({ app }) => {
  const response = await app.server.inject({
    method: 'PUT',
    url: URL,
    headers: {
      'X-Auth-Token': 'demo-token',
      'X-Store-Hash': 'demo1234',
      'content-type': 'application/json',
    },
    payload: '{',
  })

  expect({ status: response.statusCode, body: response.json() }).toEqual({
    status: 400,
    body: { error: { code: 'bad_request', message: 'Bad Request', fields: {} } },
  })
})
