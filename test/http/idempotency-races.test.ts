import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { test } from '../harness.ts'
import { sendKeyed } from './keyed.ts'
import { json } from './raw.ts'

const USERS = '/api/v3/io/users'

test('of many requests at once one runs, and the others are told to try again', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const body = { firstName: 'Jane', lastName: 'Smith', email: 'jane@acme.example', role: 0, companyId }
  const message = 'A request with this Idempotency-Key is under way'

  const replies = await Promise.all(
    Array.from({ length: 8 }, () =>
      app.server.inject({
        method: 'POST',
        url: USERS,
        headers: { ...fromDemo, ...json, 'idempotency-key': 'raced' },
        payload: JSON.stringify(body),
      }),
    ),
  )

  const [won, ...others] = replies.toSorted((a, b) => a.statusCode - b.statusCode)
  expect(won?.statusCode).toBe(200)
  for (const other of others) {
    expect([other.statusCode, other.headers['retry-after'], other.json()]).toEqual([
      409,
      '1',
      { code: 409, data: {}, meta: { message } },
    ])
  }
  expect(await app.events()).toHaveLength(1)
  expect(await sendKeyed(app, 'raced', { url: USERS, body })).toEqual({
    status: 200,
    body: won?.json(),
    replayed: 'true',
  })
})

test('two different requests with one key are never both done', async ({ app }) => {
  const url = '/api/control/v1/price-lists'

  const replies = await Promise.all(
    ['Autumn', 'Winter'].map((name) => sendKeyed(app, 'raced', { url, body: { name } })),
  )

  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(await app.events()).toHaveLength(1)
})

test('a key is free again after its request has failed', async ({ app }) => {
  const sent = { url: '/api/control/v1/price-lists', body: { name: 'Autumn' } }
  const { transaction } = app.database
  app.database.transaction = () => Promise.reject(new Error('Out of order'))
  const failed = await sendKeyed(app, 'again', sent)
  app.database.transaction = transaction

  expect(failed.status).toBe(500)
  expect((await sendKeyed(app, 'again', sent)).status).toBe(201)
})
