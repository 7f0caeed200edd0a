import { expect } from 'vitest'
import { clearOldAnswers } from '../../src/cli/housekeeping.ts'
import { aCompany, aUser } from '../builders.ts'
import { type App, fromOtherStore, test } from '../harness.ts'
import { keptIn, type Sent, sendKeyed } from './keyed.ts'

const DAY = 24 * 3600
const USERS = '/api/v3/io/users'
const jane = { firstName: 'Jane', lastName: 'Smith', email: 'jane@acme.example', role: 0 }

test('the first reply is repeated, and nothing is done again', async ({ app }) => {
  const sent = { url: USERS, body: { ...jane, companyId: await app.arrange((writer) => aCompany(writer)) } }

  const first = await sendKeyed(app, 'once', sent)
  const events = await app.events()
  const second = await sendKeyed(app, 'once', sent)

  expect(first).toEqual({
    status: 200,
    body: { code: 200, data: { userId: 1, bcId: 1 }, meta: { message: 'Success' } },
    replayed: undefined,
  })
  expect(second).toEqual({ ...first, replayed: 'true' })
  expect(events).toEqual([{ event: 'user.created', userId: 1, companyId: 1 }])
  expect(await app.events()).toEqual(events)
})

test('each kind of write in each dialect is done once', async ({ app }) => {
  const { companyId, childId, userId } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const childId = await aCompany(writer, { name: 'Child', parentId: companyId })
    await aUser(writer, companyId)
    const { id: userId } = await aUser(writer, companyId, { email: 'joe@acme.example' })
    return { companyId, childId, userId }
  })
  const writes: Sent[] = [
    { url: '/api/control/v1/price-lists', body: { name: 'Autumn' } },
    {
      url: '/api/control/v1/customers',
      body: { firstName: 'Gus', lastName: 'Guest', email: 'gus@acme.example', password: 'long enough' },
    },
    {
      url: `/api/v2/io/companies/${companyId}/users`,
      body: { ...jane, email: 'v2@acme.example', phone: '1' },
    },
    {
      url: '/stores/demo1234/v3/hooks',
      body: { scope: 'store/company/*', destination: 'https://hooks.example', is_active: true },
    },
    { url: '/api/v3/io/companies/bulk', body: [{ companyName: '' }] },
    { method: 'DELETE', url: `/api/v3/io/companies/${companyId}/subsidiaries/${childId}` },
    { method: 'DELETE', url: `/api/v3/io/users/${userId}` },
    { method: 'DELETE', url: `/api/v3/io/companies/${companyId}` },
    { method: 'DELETE', url: '/api/io/auth/backend', body: { id: 999 } },
  ]
  const statuses = []

  for (const [number, sent] of writes.entries()) {
    const first = await sendKeyed(app, `key ${number}`, sent)
    const events = await app.events()
    expect(await sendKeyed(app, `key ${number}`, sent)).toEqual({ ...first, replayed: 'true' })
    expect(await app.events()).toEqual(events)
    statuses.push(first.status)
  }

  expect(statuses).toEqual([201, 201, 200, 200, 422, 204, 200, 200, 404])
})

test('the same key with another body, path or method is refused in the envelope of the dialect', async ({
  app,
}) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const company = `/api/v3/io/companies/${companyId}`
  const message = 'This Idempotency-Key was used for another request'
  await sendKeyed(app, 'used', { method: 'PUT', url: company, body: { companyName: 'Acme' } })
  await app.database.transaction((tx) => tx.deleteFrom('outbox').execute())
  const v3 = { code: 422, data: {}, meta: { message } }

  const others: [Sent, object][] = [
    [{ method: 'PUT', url: company, body: { companyName: 'Other' } }, v3],
    [{ method: 'PUT', url: `${company}?a=b`, body: { companyName: 'Acme' } }, v3],
    [{ method: 'DELETE', url: company }, v3],
    [{ url: USERS, body: {} }, v3],
    [{ url: USERS, payload: '{' }, v3],
    [
      { url: `/api/v2/io/companies/${companyId}/users`, body: {} },
      { code: 422, data: {}, message },
    ],
    [
      { url: '/stores/demo1234/v3/hooks', body: {} },
      { status: 422, title: message, type: '/api-docs/getting-started/api-status-codes' },
    ],
    [{ method: 'DELETE', url: '/api/io/auth/backend', body: { id: 1 } }, v3],
    [
      { url: '/api/control/v1/price-lists', body: { name: 'Autumn' } },
      { error: { code: 'idempotency_key_refused', message, fields: {} } },
    ],
  ]

  for (const [sent, body] of others) {
    expect(await sendKeyed(app, 'used', sent), sent.url).toEqual({ status: 422, body, replayed: undefined })
  }
  expect(await app.events()).toEqual([])
  expect(await keptIn(app)).toHaveLength(1)
})

test('a refusal is kept, whatever has changed since', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    const id = await aCompany(writer)
    await aUser(writer, id)
    await aUser(writer, id, { email: 'joe@acme.example' })
    return id
  })
  const sent = { url: USERS, body: { ...jane, companyId } }

  const first = await sendKeyed(app, 'taken', sent)
  await app.send('DELETE', '/api/v3/io/users/1')

  expect(first).toEqual({
    status: 422,
    body: {
      code: 422,
      data: { errMsg: "Email already exists. ['jane@acme.example']" },
      meta: { message: 'Processing data contains logical errors' },
    },
    replayed: undefined,
  })
  expect(await sendKeyed(app, 'taken', sent)).toEqual({ ...first, replayed: 'true' })
  expect((await sendKeyed(app, 'free', sent)).status).toBe(200)
})

test('the refusal of an invalid request, or of unreadable JSON, is kept too', async ({ app }) => {
  for (const payload of ['{}', '{', '{"email": "\\u0000"}', '']) {
    const sent = { url: USERS, payload }
    const first = await sendKeyed(app, `invalid ${payload}`, sent)
    const second = await sendKeyed(app, `invalid ${payload}`, sent)
    expect([first.status, first.replayed]).toEqual([payload === '{' ? 400 : 422, undefined])
    expect(second).toEqual({ ...first, replayed: 'true' })
  }
})

test('a temporary refusal is not kept', async ({ app }) => {
  const { companyId, userId } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return { companyId, userId: (await aUser(writer, companyId)).customer_id }
  })
  const sent: Sent = { method: 'DELETE', url: `/api/v2/io/companies/${companyId}/users/${userId}` }
  const reader = { 'x-auth-token': 'demo-read-token' }

  const unknown = await sendKeyed(app, 'passing', { ...sent, headers: { 'x-auth-token': 'unknown' } })
  const forbidden = await sendKeyed(app, 'passing', { ...sent, headers: reader })
  const lastUser = await sendKeyed(app, 'passing', sent)
  await app.arrange((writer) => aUser(writer, companyId, { email: 'joe@acme.example' }))

  expect([unknown.status, forbidden.status, lastUser.status]).toEqual([401, 403, 500])
  expect(await keptIn(app)).toEqual([])
  expect((await sendKeyed(app, 'passing', sent)).status).toBe(200)
})

test('a key belongs to its store and token', async ({ app }) => {
  const sent = { url: '/api/control/v1/price-lists', body: { name: 'Autumn' } }
  const { body } = await app.send('POST', '/api/control/v1/tokens', { name: 'Two', scopes: ['control'] })
  await sendKeyed(app, 'mine', sent)

  const replies = [
    await sendKeyed(app, 'mine', { ...sent, headers: { 'x-auth-token': body.data.value } }),
    await sendKeyed(app, 'mine', { ...sent, headers: fromOtherStore }),
  ]

  expect(replies.map(({ status, replayed }) => [status, replayed])).toEqual([
    [201, undefined],
    [201, undefined],
  ])
})

test('a secret in a kept reply cannot be read by anyone else', async ({ app }) => {
  const sent = { url: '/api/control/v1/tokens', body: { name: 'Panel', scopes: ['control'] } }
  const first = await sendKeyed(app, 'my key', sent)

  expect(JSON.stringify(await keptIn(app))).not.toMatch(/Panel|my key/)
  expect(JSON.stringify(await keptIn(app))).not.toContain(first.body.data.value)
  expect(await sendKeyed(app, 'my key', sent)).toEqual({ ...first, replayed: 'true' })
})

test('an invalid key is refused, and the longest key is accepted', async ({ app }) => {
  const sent = { url: '/api/control/v1/price-lists', body: { name: 'Autumn' } }
  const message = 'Idempotency-Key must have 1 to 255 printable characters'

  for (const key of ['', 'x'.repeat(256), 'tab\there', 'é']) {
    expect(await sendKeyed(app, key, sent)).toEqual({
      status: 422,
      body: { error: { code: 'idempotency_key_refused', message, fields: {} } },
      replayed: undefined,
    })
  }
  expect((await sendKeyed(app, 'x y~'.repeat(63), sent)).status).toBe(201)
})

test('a reply is kept for 24 hours and then deleted', async ({ app }) => {
  const sent = { url: '/api/control/v1/price-lists', body: { name: 'Autumn' } }
  await sendKeyed(app, 'daily', sent)
  app.clock.now += DAY - 1
  const within = await sendKeyed(app, 'daily', sent)
  await clear(app)
  const kept = await keptIn(app)
  app.clock.now += 1

  const after = await sendKeyed(app, 'daily', { ...sent, body: { name: 'Winter' } })

  expect([within.replayed, kept.length, after.replayed]).toEqual(['true', 1, undefined])
  expect(after.body.data.name).toBe('Winter')
  app.clock.now += DAY
  await clear(app)
  expect(await keptIn(app)).toEqual([])
})

test('more replies than fit in one step are all deleted', async ({ app }) => {
  const common = { store_id: 1, token_id: 1, request_hash: '', status: 200, body: '', created_at: 0 }
  const rows = Array.from({ length: 1200 }, (_, number) => ({ ...common, key_hash: String(number) }))
  await app.database.transaction((tx) => tx.insertInto('kept_answer').values(rows).execute())

  await clear(app)

  expect(await keptIn(app)).toEqual([])
})

test('without the header nothing is kept, and reads ignore the header', async ({ app }) => {
  await app.send('POST', '/api/control/v1/price-lists', { name: 'Autumn' })
  const list: Sent = { method: 'GET', url: '/api/control/v1/price-lists' }

  const [before, after] = [await sendKeyed(app, 'read', list), await sendKeyed(app, 'read', list)]

  expect([before.status, after.replayed]).toEqual([200, undefined])
  expect(await keptIn(app)).toEqual([])
})

function clear(app: App): Promise<void> {
  return clearOldAnswers(app.database, () => app.clock.now)
}
