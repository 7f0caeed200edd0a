import { SignJWT } from 'jose'
import { expect } from 'vitest'
import type { Writer } from '../../src/domain/scope.ts'
import { createToken, revokeToken } from '../../src/domain/tokens.ts'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { NOW } from '../databases.ts'
import { type App, fromReader, test } from '../harness.ts'
import { dialects, json, replyOf, sendRaw } from './raw.ts'

const NONE = 'Invalid token header. No credentials provided.'
const INVALID = 'Invalid access token'

function sign(claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))
}

async function keep(writer: Writer, value: string, kind: 'api' | 'legacy' = 'api'): Promise<number> {
  return (await createToken(writer, { name: 'Test', kind, scopes: ['b2b'], value })).id
}

async function read(app: App, url: string, headers: Record<string, string>) {
  return replyOf(await sendRaw(app, 'GET', url, { headers }))
}

/** A company with id 1, so that every dialect has something to read. */
function arrangeCompany(app: App): Promise<number> {
  return app.arrange((writer) => aCompany(writer))
}

test.for(dialects)(
  '$name accepts the pair of headers, or the legacy token alone',
  async (dialect, { app }) => {
    await arrangeCompany(app)
    const authToken = await sign({ store_hash: 'demo1234' })
    await app.arrange((writer) => keep(writer, authToken, 'legacy'))

    for (const headers of [
      fromDemo,
      { 'X-Auth-Token': 'demo-token', 'X-Store-Hash': 'demo1234' },
      { 'X-AUTH-TOKEN': 'demo-token', 'X-STORE-HASH': 'demo1234' },
      { authToken },
      { authtoken: authToken },
      { AUTHTOKEN: authToken },
      { ...fromDemo, authToken: 'nobody' },
    ]) {
      expect((await read(app, dialect.url, headers)).status).toBe(200)
    }
  },
)

test.for(dialects)('$name needs credentials, and both of the pair', async (dialect, { app }) => {
  const refused = { status: 401, body: dialect.failed(401, NONE) }

  expect(await read(app, dialect.url, {})).toEqual(refused)
  expect(await read(app, dialect.url, { 'x-auth-token': 'demo-token' })).toEqual(refused)
  expect(await read(app, dialect.url, { 'x-store-hash': 'demo1234' })).toEqual(refused)
  expect(await read(app, dialect.url, { authorization: 'Bearer demo-token' })).toEqual(refused)
})

test.for(dialects)('$name says the same of whatever token is not good', async (dialect, { app }) => {
  await arrangeCompany(app)
  const authToken = await sign({ store_hash: 'demo1234' })
  const expired = await app.arrange(async (writer) => {
    await revokeToken(writer, await keep(writer, 'revoked'))
    await keep(writer, authToken, 'legacy')
    await keep(writer, 'legacy-value', 'legacy')
    return keep(writer, 'expired')
  })
  await expireAt(app, expired, NOW)
  const refused = { status: 401, body: dialect.failed(401, INVALID) }

  for (const headers of [
    { ...fromDemo, 'x-auth-token': 'nobody' },
    { ...fromDemo, 'x-auth-token': '' },
    { ...fromDemo, 'x-auth-token': `demo-token ${'9'.repeat(10_000)}` },
    { ...fromDemo, 'x-auth-token': 'revoked' },
    { ...fromDemo, 'x-auth-token': 'expired' },
    { ...fromDemo, 'x-auth-token': 'other-token' },
    { ...fromDemo, 'x-auth-token': authToken },
    { ...fromDemo, 'x-store-hash': 'other567' },
    { ...fromDemo, 'x-store-hash': 'nowhere' },
    { ...fromDemo, 'x-store-hash': 'DEMO1234' },
    { ...fromDemo, 'x-store-hash': '9'.repeat(10_000) },
    { authToken: 'demo-token' },
    { authToken: 'legacy-value' },
    { authToken: `${authToken}x` },
    { authToken: await sign({ store_hash: 'other567' }) },
    { authToken: await sign({ store_hash: 'null\0byte' }) },
    { authToken: await sign({ store_hash: 'half\ud800' }) },
    { authToken: await sign({ store_hash: { toString: 1 } }) },
    { authToken: await sign({}) },
    { authToken: 'eyJhbGciOiJub25lIn0.eyJzdG9yZV9oYXNoIjoiZGVtbzEyMzQifQ.' },
  ]) {
    expect(await read(app, dialect.url, headers)).toEqual(refused)
  }
})

test('a token works until the second in which it expires', async ({ app }) => {
  const tokenId = await app.arrange((writer) => keep(writer, 'short'))
  await expireAt(app, tokenId, NOW + 10)
  const headers = { ...fromDemo, 'x-auth-token': 'short' }
  const [{ url, failed }] = dialects

  app.clock.now = NOW + 9
  expect((await read(app, url, headers)).status).toBe(200)
  app.clock.now = NOW + 10
  expect(await read(app, url, headers)).toEqual({ status: 401, body: failed(401, INVALID) })
})

test('a revoked token is refused in the next second', async ({ app }) => {
  const tokenId = await app.arrange((writer) => keep(writer, 'short'))
  const headers = { ...fromDemo, 'x-auth-token': 'short' }
  const [{ url, failed }] = dialects
  expect((await read(app, url, headers)).status).toBe(200)

  await app.arrange((writer) => revokeToken(writer, tokenId))
  app.clock.now += 1

  expect(await read(app, url, headers)).toEqual({ status: 401, body: failed(401, INVALID) })
})

test.for(dialects)('$name lets a token do what its scopes say', async (dialect, { app }) => {
  await arrangeCompany(app)
  await app.arrange((writer) =>
    createToken(writer, { name: 'Control', kind: 'api', scopes: ['control'], value: 'control-token' }),
  )
  const forbidden = { status: 403, body: dialect.failed(403, INVALID) }
  const fromControl = { ...fromDemo, 'x-auth-token': 'control-token' }
  const change = (headers: object) =>
    sendRaw(app, 'PUT', dialect.written, { headers: { ...headers, ...json }, payload: '[]' }).then(replyOf)

  expect((await read(app, dialect.url, fromReader)).status).toBe(200)
  expect(await change(fromReader)).toEqual(forbidden)
  expect(await read(app, dialect.url, fromControl)).toEqual(forbidden)
  expect(await change(fromControl)).toEqual(forbidden)
  expect((await change(fromDemo)).status).not.toBe(403)
})

test.for(dialects)('$name looks at credentials before anything else', async (dialect, { app }) => {
  const noneGiven = { status: 401, body: dialect.failed(401, NONE) }
  const forbidden = { status: 403, body: dialect.failed(403, INVALID) }
  const requests = [
    { headers: json, payload: '{' },
    { headers: json, payload: '[{}]' },
    { headers: json, payload: `[${' '.repeat(1024 * 1024)}]` },
    { headers: { 'content-type': 'text/plain' }, payload: 'hello' },
    { headers: json, payload: Buffer.from([0xff]) },
  ]

  for (const { headers, payload } of requests) {
    const anonymous = await sendRaw(app, 'PUT', dialect.written, { headers, payload })
    expect(replyOf(anonymous)).toEqual(noneGiven)
    const reader = await sendRaw(app, 'PUT', dialect.written, {
      headers: { ...fromReader, ...headers },
      payload,
    })
    expect(replyOf(reader)).toEqual(forbidden)
  }
  expect(replyOf(await sendRaw(app, 'PATCH', dialect.url, { headers: {} }))).toEqual(noneGiven)
  expect(await read(app, `${dialect.url}?limit=0`, {})).toEqual(noneGiven)
  expect((await app.server.inject({ method: 'HEAD', url: dialect.url })).statusCode).toBe(401)
})

async function expireAt(app: App, tokenId: number, time: number): Promise<void> {
  await app.database.transaction((tx) =>
    tx.updateTable('token').set({ expires_at: time }).where('id', '=', tokenId).execute(),
  )
}
