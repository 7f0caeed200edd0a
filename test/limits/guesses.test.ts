import { expect } from 'vitest'
import { fromDemo } from '../credentials.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'

const OWNER = 'owner@demo.example'
const LEFT = String(60 - (NOW % 60))
const tooMany = {
  status: 429,
  body: { code: 429, data: {}, meta: { message: 'Too Many Requests' } },
  retryAfter: LEFT,
}

async function signIn(
  app: App,
  { email = OWNER, password = 'wrong', remoteAddress = '127.0.0.1', storeHash = 'demo1234' } = {},
) {
  const response = await app.server.inject({
    method: 'POST',
    url: '/api/io/auth/backend',
    remoteAddress,
    payload: { storeHash, email, password, name: 'Test' },
  })
  return replyOf(response)
}

async function read(app: App, token: string, remoteAddress = '127.0.0.1') {
  const url = '/api/v3/io/sales-staffs'
  return replyOf(
    await app.server.inject({ url, remoteAddress, headers: { ...fromDemo, 'x-auth-token': token } }),
  )
}

function replyOf(response: { statusCode: number; headers: Record<string, unknown>; json(): unknown }) {
  return {
    status: response.statusCode,
    body: response.json(),
    retryAfter: response.headers['retry-after'],
  }
}

test('after ten failed logins to an email even the right password has to wait until the minute ends', async ({
  app,
}) => {
  for (let tried = 0; tried < 10; tried += 1) {
    const email = tried % 2 === 0 ? OWNER : OWNER.toUpperCase()
    expect(await signIn(app, { email })).toMatchObject({ status: 400 })
  }

  expect(await signIn(app)).toEqual(tooMany)
  expect(await signIn(app, { password: 'demo-password' })).toEqual(tooMany)
  expect(await app.events()).toEqual([])

  app.clock.now += Number(LEFT) - 1
  expect(await signIn(app, { password: 'demo-password' })).toEqual({ ...tooMany, retryAfter: '1' })
  app.clock.now += 1
  expect(await signIn(app, { password: 'demo-password' })).toMatchObject({ status: 200 })
})

test('other emails and other addresses can still sign in', async ({ app }) => {
  for (let tried = 0; tried < 10; tried += 1) await signIn(app)

  expect(await signIn(app)).toEqual(tooMany)
  const admin = await signIn(app, { email: 'admin@demo.example', password: 'demo-password' })
  expect(admin).toMatchObject({ status: 200 })
  const elsewhere = await signIn(app, { password: 'demo-password', remoteAddress: '192.0.2.7' })
  expect(elsewhere).toMatchObject({ status: 200 })
})

test('logins to unknown stores and by unknown people are counted like others', async ({ app }) => {
  for (let tried = 0; tried < 5; tried += 1) {
    await signIn(app, { email: 'nobody@demo.example' })
    await signIn(app, { email: 'nobody@demo.example', storeHash: 'nowhere' })
  }

  expect(await signIn(app, { email: 'nobody@demo.example' })).toEqual(tooMany)
})

test('a successful login is never counted, however many arrive at once', async ({ app }) => {
  const replies = await Promise.all(
    Array.from({ length: 15 }, () => signIn(app, { password: 'demo-password' })),
  )

  expect(replies.map(({ status }) => status)).toEqual(Array(15).fill(200))
  expect(await signIn(app, { password: 'demo-password' })).toMatchObject({ status: 200 })
})

test('of logins that arrive at once no more than ten fail', async ({ app }) => {
  const replies = await Promise.all(Array.from({ length: 25 }, () => signIn(app)))

  expect(replies.map(({ status }) => status).toSorted()).toEqual([
    ...Array(10).fill(400),
    ...Array(15).fill(429),
  ])
})

test('failed logins of customers count with all others to the same email', async ({ app }) => {
  const email = 'buyer@acme.example'
  const login = { storeHash: 'demo1234', email, password: 'wrong', channelId: 1, name: 'Test' }
  const url = '/api/io/auth/customers'

  for (let tried = 0; tried < 10; tried += 1) {
    expect(await app.send('POST', url, login, {})).toMatchObject({ status: 400 })
  }

  expect(await app.send('POST', url, login, {})).toEqual({ status: 429, body: tooMany.body })
  expect(await signIn(app, { email })).toEqual(tooMany)
})

test('after a hundred bad tokens from an address further bad ones have to wait, and good ones do not', async ({
  app,
}) => {
  for (let tried = 0; tried < 100; tried += 1) {
    expect(await read(app, `guess-${tried}`)).toMatchObject({ status: 401 })
  }

  expect(await read(app, 'guess')).toEqual(tooMany)
  expect(await read(app, 'demo-token')).toMatchObject({ status: 200 })
  expect(await read(app, 'demo-read-token')).toMatchObject({ status: 200 })
  expect(await read(app, 'guess', '192.0.2.7')).toMatchObject({ status: 401 })
  app.clock.now += Number(LEFT)
  expect(await read(app, 'guess')).toMatchObject({ status: 401 })
})

test('refused customer JWTs count as bad tokens, and requests without a token do not', async ({ app }) => {
  const exchange = '/api/io/auth/storefront?jwtToken=guess'
  for (let tried = 0; tried < 100; tried += 1) {
    expect(await app.send('GET', '/api/v3/io/users', undefined, {})).toMatchObject({ status: 401 })
    expect((await app.send('GET', exchange, undefined, { 'x-store-hash': 'demo1234' })).status).toBe(401)
  }

  const reply = await app.send('GET', exchange, undefined, { 'x-store-hash': 'demo1234' })
  expect(reply).toEqual({ status: 429, body: tooMany.body })
  expect(await read(app, 'guess')).toEqual(tooMany)
  expect((await app.send('GET', '/api/v3/io/users', undefined, {})).status).toBe(401)
})

test('an IPv6 network of 64 bits counts as one address, and so do both forms of an IPv4 address', async ({
  app,
}) => {
  for (let tried = 0; tried < 50; tried += 1) {
    await read(app, 'guess', `2001:db8:0:1::${tried}`)
    await read(app, 'guess', `2001:db8::1:${tried}:0:0:1`)
    await read(app, 'guess', '192.0.2.8')
    await read(app, 'guess', '::ffff:192.0.2.8')
  }

  expect(await read(app, 'guess', '2001:db8:0:1:ffff::')).toEqual(tooMany)
  expect(await read(app, 'guess', '192.0.2.8')).toEqual(tooMany)
  expect(await read(app, 'guess', '2001:db8:0:2::1')).toMatchObject({ status: 401 })
})
