import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect } from 'vitest'
import { findSystemUser } from '../../src/domain/system-user-records.ts'
import { createSystemUser, retireSystemUser } from '../../src/domain/system-users.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { keptIn, sendKeyed } from '../http/keyed.ts'
import { parameterError } from '../v3/replies.ts'
import { login } from './login.ts'

const url = '/api/io/auth/backend'
const nobody = {}
const logicError = (errMsg: string) => ({
  status: 400,
  body: { code: 400, data: { errMsg }, meta: { message: 'API logic error' } },
})
const wrongLogin = logicError('The email or password you have entered is incorrect. Please try again.')

function signIn(app: App, changes: object = {}) {
  return app.send('POST', url, { ...login, ...changes }, nobody)
}

const tokensOf = (app: App) =>
  app.database.db.selectFrom('token').selectAll().where('kind', '=', 'legacy').execute()

test('a Store Owner gets a token that works alone and may write', async ({ app }) => {
  const reply = await signIn(app)

  const token = String(reply.body.data.token)
  expect(reply).toEqual({
    status: 200,
    body: { code: 200, data: { name: 'ERP connector', token }, meta: { message: 'SUCCESS' } },
  })
  const [kept] = await tokensOf(app)
  expect(await app.events()).toEqual([{ event: 'token.created', tokenId: kept?.id }])
  expect(kept).toMatchObject({ name: 'ERP connector', scopes: 'b2b', last_four: token.slice(-4) })
  expect(await app.send('GET', '/api/v3/io/sales-staffs', undefined, { authToken: token })).toEqual({
    status: 200,
    body: {
      code: 200,
      data: [],
      meta: { message: 'SUCCESS', pagination: { totalCount: 0, limit: 10, offset: 0 } },
    },
  })
  const written = await app.send('PUT', '/api/v3/io/sales-staffs/1', [], { authToken: token })
  expect(written).toEqual(parameterError('Sales staff does not exist.'))
})

test('a reply to a password is not kept, even with an Idempotency-Key', async ({ app }) => {
  const sent = { url, body: login }

  const [first, second] = [await sendKeyed(app, 'sign in', sent), await sendKeyed(app, 'sign in', sent)]

  expect([first.status, second.status, second.replayed]).toEqual([200, 200, undefined])
  expect(second.body.data.token).not.toBe(first.body.data.token)
  expect(await tokensOf(app)).toHaveLength(2)
  expect(await keptIn(app)).toEqual([])
})

test('the token does not give access to the control API', async ({ app }) => {
  const { token } = (await signIn(app)).body.data

  expect(await app.send('GET', '/api/control/v1/settings', undefined, { authToken: token })).toEqual({
    status: 403,
    body: { error: { code: 'forbidden', message: 'Invalid access token', fields: {} } },
  })
})

test('an Administrator gets a token too, with the email in any case, and its name may be empty', async ({
  app,
}) => {
  const reply = await signIn(app, { email: 'ADMIN@Demo.Example', name: '' })

  expect(reply).toEqual({
    status: 200,
    body: {
      code: 200,
      data: { name: '', token: expect.any(String) },
      meta: { message: 'SUCCESS' },
    },
  })
})

test('the token is a JWT signed with the secret of the store, and no two are the same', async ({ app }) => {
  const [first, second] = await Promise.all([signIn(app), signIn(app)])

  const token: string = first.body.data.token
  const store = await app.database.db
    .selectFrom('store')
    .select('signing_secret')
    .where('store_hash', '=', 'demo1234')
    .executeTakeFirstOrThrow()
  const verified = await jwtVerify(token, Buffer.from(store.signing_secret, 'base64url'))
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(verified.payload).toEqual({ store_hash: 'demo1234', iat: NOW, jti: expect.any(String) })
  expect(Buffer.from(String(verified.payload.jti), 'base64url')).toHaveLength(32)
  expect(decodeJwt(second.body.data.token).jti).not.toBe(verified.payload.jti)
})

test('neither the token nor the password is stored in plain text', async ({ app }) => {
  const { token } = (await signIn(app)).body.data

  const everything = JSON.stringify([
    await app.database.db.selectFrom('token').selectAll().execute(),
    await app.database.db.selectFrom('outbox').selectAll().execute(),
    await app.database.db.selectFrom('system_user').selectAll().execute(),
  ])
  expect(everything).not.toContain(token)
  expect(everything).not.toContain(token.split('.')[2])
  expect(everything).not.toContain(login.password)
})

test.for([
  ['an unknown store', { storeHash: 'nowhere' }],
  ['another store', { storeHash: 'other567' }],
  ['an unknown email', { email: 'nobody@demo.example' }],
  ['a wrong password', { password: 'demo-passwort' }],
  ['a password in another case', { password: 'Demo-Password' }],
] as const)(
  '%s is a wrong login, and the reply does not say which part was wrong',
  async ([, changes], { app }) => {
    const reply = await signIn(app, changes)

    expect(reply).toEqual(wrongLogin)
    expect(await tokensOf(app)).toEqual([])
    expect(await app.events()).toEqual([])
  },
)

test('somebody without a password cannot sign in', async ({ app }) => {
  await app.arrange((writer) =>
    createSystemUser(writer, {
      email: 'new@demo.example',
      name: 'Nora New',
      phone: '',
      role: { name: 'Administrator' },
      passwordHash: null,
    }),
  )

  expect(await signIn(app, { email: 'new@demo.example' })).toEqual(wrongLogin)
})

test('a retired person cannot sign in, and their tokens end', async ({ app }) => {
  const { token } = (await signIn(app)).body.data
  await retireOwner(app)
  app.clock.now += 1

  expect(await signIn(app)).toEqual(wrongLogin)
  expect(await app.send('GET', '/api/v3/io/sales-staffs', undefined, { authToken: token })).toEqual({
    status: 401,
    body: { code: 401, data: {}, meta: { message: 'Invalid access token' } },
  })
})

test('somebody who is retired during a login is left without a working token', async ({ app }) => {
  const signingIn = Array.from({ length: 8 }, () => signIn(app))
  await signingIn[0]
  await retireOwner(app)
  const statuses = (await Promise.all(signingIn)).map(({ status }) => status)

  expect(new Set([200, 400, ...statuses])).toEqual(new Set([200, 400]))
  expect((await tokensOf(app)).filter((token) => token.revoked_at === null)).toEqual([])
})

test('the right password of a person with another role is refused because of the role', async ({ app }) => {
  const passwordHash = await ownersPasswordHash(app)
  await app.arrange(async (writer) => {
    const person = { name: 'Rita Rep', phone: '', passwordHash }
    await createSystemUser(writer, { ...person, email: 'rep@demo.example', role: { name: 'Sales Rep' } })
    await createSystemUser(writer, {
      ...person,
      email: 'custom@demo.example',
      role: { name: 'Regional Manager' },
    })
  })

  expect(await signIn(app, { email: 'rep@demo.example' })).toEqual(logicError('role forbidden'))
  expect(await signIn(app, { email: 'custom@demo.example' })).toEqual(logicError('role forbidden'))
  expect(await signIn(app, { email: 'rep@demo.example', password: 'wrong' })).toEqual(wrongLogin)
  expect(await tokensOf(app)).toEqual([])
  expect(await app.events()).toEqual([])
})

async function retireOwner(app: App): Promise<void> {
  await app.arrange(async (writer) => {
    const owner = await findSystemUser(writer, login.email)
    await retireSystemUser(writer, owner?.id ?? 0)
  })
}

async function ownersPasswordHash(app: App): Promise<string | null> {
  const { password_hash } = await app.database.db
    .selectFrom('system_user')
    .select('password_hash')
    .where('email', '=', login.email)
    .executeTakeFirstOrThrow()
  return password_hash
}
