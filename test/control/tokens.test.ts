import { expect } from 'vitest'
import { createToken } from '../../src/domain/tokens.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'
import { base, created, invalid, list, notFound, success } from './replies.ts'

const url = `${base}/tokens`
const everything = {
  id: 1,
  name: 'Everything',
  kind: 'api',
  scopes: ['b2b', 'control'],
  lastFour: 'oken',
  createdAt: NOW - 1000,
}
const reads = { ...everything, id: 2, name: 'Reads', scopes: ['b2b_read_only'] }

test('the value of a token is shown when it is created, works, and is never shown again', async ({ app }) => {
  const reply = await app.send('POST', url, { name: 'ERP', scopes: ['control', 'b2b', 'b2b'] })

  const { id, value } = reply.body.data
  const erp = { id, name: 'ERP', kind: 'api', scopes: ['b2b', 'control'], lastFour: value.slice(-4) }
  expect(reply).toEqual(created({ ...erp, createdAt: NOW, value }))
  expect(value).toMatch(/^[\w-]{43}$/)
  expect(await app.events()).toEqual([{ event: 'token.created', tokenId: id }])
  const headers = { 'X-Auth-Token': value, 'X-Store-Hash': 'demo1234' }
  const listed = await app.send('GET', url, undefined, headers)
  expect(listed).toEqual(list([everything, reads, { ...erp, createdAt: NOW }]))
  expect(JSON.stringify(await app.database.db.selectFrom('token').selectAll().execute())).not.toContain(value)
  expect(JSON.stringify(await app.database.db.selectFrom('outbox').selectAll().execute())).not.toContain(
    value,
  )
})

test('a revoked token is no longer listed, and stops working within a second', async ({ app }) => {
  const { body } = await app.send('POST', url, { name: 'ERP', scopes: ['control'] })
  const headers = { 'X-Auth-Token': body.data.value, 'X-Store-Hash': 'demo1234' }
  await app.arrange(async () => {})

  const reply = await app.send('DELETE', `${url}/${body.data.id}`)

  expect(reply).toEqual(success({ id: body.data.id }))
  expect(await app.events()).toEqual([{ event: 'token.revoked', tokenId: body.data.id }])
  expect(await app.send('GET', url)).toEqual(list([everything, reads]))
  app.clock.now += 1
  expect((await app.send('GET', url, undefined, headers)).status).toBe(401)
  expect(await app.send('DELETE', `${url}/${body.data.id}`)).toEqual(
    notFound('token', { tokenId: String(body.data.id) }),
  )
})

test('legacy tokens are listed too', async ({ app }) => {
  const { id } = await app.arrange((writer) =>
    createToken(writer, { name: 'Old client', kind: 'legacy', scopes: ['b2b'], value: 'e30.e30.abcd' }),
  )

  const { body } = await app.send('GET', `${url}?after=2`)

  const legacy = { id, name: 'Old client', kind: 'legacy', scopes: ['b2b'], lastFour: 'abcd', createdAt: NOW }
  expect(body.data).toEqual([legacy])
  expect((await app.send('DELETE', `${url}/${id}`)).status).toBe(200)
})

test.for([
  ['nothing', {}, { name: 'Is required.', scopes: 'Is required.' }],
  ['an empty name', { name: '', scopes: ['b2b'] }, { name: 'Must not be empty.' }],
  ['no scope', { name: 'ERP', scopes: [] }, { scopes: 'Must not be empty.' }],
  ['an unknown scope', { name: 'ERP', scopes: ['b2b', 'root'] }, { scopes: '"root" is not a choice.' }],
  ['null', { name: null, scopes: null }, { name: 'Must be string.', scopes: 'Must be array.' }],
] as const)('%s creates no token', async ([, body, fields], { app }) => {
  expect(await app.send('POST', url, body)).toEqual(invalid(fields))
  expect(await app.events()).toEqual([])
})
