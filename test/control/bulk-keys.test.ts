import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { keptIn, sendKeyed } from '../http/keyed.ts'
import { aUserLine, BULK, sendLines } from './bulk-lines.ts'

const key = { 'idempotency-key': 'import 1' }

test('the same lines with the same key get the same results, and are done once', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const lines = [aUserLine(companyId, 1), aUserLine(companyId, 1), '{', aUserLine(companyId, 2)]

  const first = await sendLines(app, lines, key)
  const events = await app.events()
  const second = await sendLines(app, lines, key)

  expect(first.results.map(({ status }) => status)).toEqual([201, 409, 400, 201])
  expect([first.replayed, second]).toEqual([undefined, { ...first, replayed: 'true' }])
  expect(await app.events()).toEqual(events)
  expect(JSON.stringify(await keptIn(app))).not.toContain('userId')
})

test('an interrupted request continues where it stopped', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const lines = Array.from({ length: 50 }, (_, number) => aUserLine(companyId, number))

  const part = await sendLines(app, lines.slice(0, 30), key)
  const whole = await sendLines(app, lines, key)

  expect(whole.results.slice(0, 30)).toEqual(part.results)
  expect(whole.results.map(({ status }) => status)).toEqual(lines.map(() => 201))
  expect(await app.events()).toHaveLength(50)
})

test('a different line in the place of one that was done is refused, and so is the key for another request', async ({
  app,
}) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await sendLines(app, [aUserLine(companyId, 1), aUserLine(companyId, 2)], key)
  const message = 'This Idempotency-Key was used with another line in this place.'

  const { results } = await sendLines(app, [aUserLine(companyId, 1), aUserLine(companyId, 3)], key)
  const other = await sendKeyed(app, 'import 1', { url: '/api/control/v1/price-lists', body: { name: 'A' } })
  await sendKeyed(app, 'prices', { url: '/api/control/v1/price-lists', body: { name: 'A' } })
  const used = await sendLines(app, [aUserLine(companyId, 4)], { 'idempotency-key': 'prices' }).then(
    ({ status }) => status,
    () => 'unread',
  )

  expect(results[1]).toEqual({
    index: 1,
    status: 422,
    error: { code: 'idempotency_key_refused', message, fields: {} },
  })
  expect([other.status, used]).toEqual([422, 422])
  expect(await app.database.db.selectFrom('b2b_user').selectAll().execute()).toHaveLength(2)
})

test('of two requests at the same time one runs', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const lines = Array.from({ length: 50 }, (_, number) => aUserLine(companyId, number))

  const replies = await Promise.all([sendLines(app, lines, key), sendLines(app, lines, key)])

  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(await app.events()).toHaveLength(50)
  expect((await sendLines(app, lines, key)).results).toHaveLength(50)
})

test('an invalid key is refused before a line is read', async ({ app }) => {
  const response = await app.server.inject({
    method: 'POST',
    url: BULK,
    headers: { 'x-auth-token': 'demo-token', 'x-store-hash': 'demo1234', 'idempotency-key': '' },
  })

  expect([response.statusCode, response.json().error.code]).toEqual([422, 'idempotency_key_refused'])
})
