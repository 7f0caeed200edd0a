import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import { setEveryPassword, upsertCustomer } from '../../src/domain/customers.ts'
import { hashPassword } from '../../src/domain/passwords.ts'
import { createCustomerJwt } from '../../src/domain/storefront-tokens.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, test } from '../harness.ts'

const DAY = 24 * 60 * 60
const login = {
  storeHash: 'demo1234',
  email: 'loose@demo.example',
  password: 'demo-password',
  channelId: 1,
  name: 'my shop',
}
const customer = { email: 'loose@demo.example', firstName: 'Lou', lastName: 'Loose', phone: '' }
const refusal = (status: number, message: string, data: object) => ({
  status,
  body: { code: status, data, meta: { message } },
})
const wrongLogin = refusal(400, 'API logic error', {
  errMsg: 'The email or password you have entered is incorrect. Please try again.',
})

function aCustomer(app: App): Promise<number> {
  return app.arrange(async (writer) => {
    const id = await upsertCustomer(writer, customer)
    await setEveryPassword(writer, await hashPassword('demo-password'))
    return id
  })
}

const signIn = (app: App, changes: object = {}) =>
  app.send('POST', '/api/io/auth/customers', { ...login, ...changes }, {})

test('a customer with the right password gets a token for a day', async ({ app }) => {
  const customerId = await aCustomer(app)

  const { status, body } = await signIn(app)

  expect({ status, body }).toEqual({
    status: 200,
    body: {
      code: 200,
      data: { name: 'my shop', token: expect.any(String) },
      meta: { message: 'SUCCESS' },
    },
  })
  expect(decodeJwt(body.data.token)).toEqual({
    store_hash: 'demo1234',
    customer_id: customerId,
    channel_id: 1,
    aud: 'storefront',
    iat: NOW,
    nbf: NOW,
    exp: NOW + DAY,
  })
})

test('a token may end before a day is over, but not later', async ({ app }) => {
  await aCustomer(app)

  const earlier = await signIn(app, { endAt: NOW + 60 })
  const later = await signIn(app, { beginAt: NOW + 10, endAt: NOW + 9 * DAY })

  expect(decodeJwt(earlier.body.data.token).exp).toBe(NOW + 60)
  expect(decodeJwt(later.body.data.token)).toMatchObject({ nbf: NOW + 10, exp: NOW + 10 + DAY })
})

test.for([
  { password: 'wrong' },
  { email: 'nobody@demo.example' },
  { storeHash: 'other567' },
  { storeHash: 'nowhere' },
])('every wrong login is refused in the same way: %o', async (changes, { app }) => {
  await aCustomer(app)

  expect(await signIn(app, changes)).toEqual(wrongLogin)
})

test('missing or unreadable fields are named', async ({ app }) => {
  const reply = await app.send('POST', '/api/io/auth/customers', { channelId: 'first', email: 'x' }, {})

  expect(reply).toEqual(
    refusal(422, 'Parameter Error', {
      errMsg: {
        storeHash: ['This field is required'],
        password: ['This field is required'],
        name: ['This field is required'],
        channelId: ['A valid integer is required.'],
        email: ['Enter a valid email address.'],
      },
    }),
  )
  const token = { customerId: 1, customerAccessToken: 'x' }
  expect(await app.send('POST', '/api/io/auth/customers/storefront', token)).toEqual(
    refusal(422, 'Parameter Error', {
      errMsg: { customerAccessToken: ['Invalid data. Expected a dictionary.'] },
    }),
  )
})

test('a channel that the store does not have is refused', async ({ app }) => {
  await aCustomer(app)

  expect(await signIn(app, { channelId: 99 })).toEqual(
    refusal(422, 'Parameter Error', { errMsg: { channelId: ['Channel does not exist.'] } }),
  )
})

test('the server gets a token for a customer by id, with its own credentials', async ({ app }) => {
  const customerId = await aCustomer(app)
  const url = '/api/io/auth/customers/storefront'

  const { status, body } = await app.send('POST', url, { customerId, channelId: 2 })

  expect({ status, body }).toEqual({
    status: 200,
    body: { code: 200, data: { token: [expect.any(String)] }, meta: { message: 'SUCCESS' } },
  })
  expect(decodeJwt(body.data.token[0])).toMatchObject({
    customer_id: customerId,
    channel_id: 2,
    exp: NOW + DAY,
  })
  expect((await app.send('POST', url, { customerId }, {})).status).toBe(401)
  expect(await app.send('POST', url, { customerId }, fromOtherStore)).toEqual(
    refusal(422, 'Parameter Error', { errMsg: { customerId: ['Customer does not exist.'] } }),
  )
})

const exchange = (app: App, jwt: string, storeHash = 'demo1234') =>
  app.send('GET', `/api/io/auth/storefront?jwtToken=${jwt}&channelId=1`, undefined, {
    'X-Store-Hash': storeHash,
  })
const noJwt = refusal(401, 'Invalid access token', { errMsg: 'The JWT is invalid or has expired.' })

test('a JWT that was signed for a customer is exchanged, given only the store hash', async ({ app }) => {
  const customerId = await aCustomer(app)
  const jwt = await app.arrange((writer) => createCustomerJwt(writer, customerId))

  const { status, body } = await exchange(app, jwt)

  expect({ status, body }).toEqual({
    status: 200,
    body: { code: 200, data: { token: expect.any(String) }, meta: { message: 'SUCCESS' } },
  })
  expect(decodeJwt(body.data.token)).toMatchObject({ customer_id: customerId, aud: 'storefront' })
})

test('any other JWT is refused: expired, of another store, of another kind, changed or missing', async ({
  app,
}) => {
  const customerId = await aCustomer(app)
  const jwt = await app.arrange((writer) => createCustomerJwt(writer, customerId))
  const storefront = (await signIn(app)).body.data.token
  const [header, , signature] = jwt.split('.')

  expect(await exchange(app, jwt, 'other567')).toEqual(noJwt)
  expect(await exchange(app, jwt, 'nowhere')).toEqual(noJwt)
  expect(await exchange(app, storefront)).toEqual(noJwt)
  expect(await exchange(app, 'x.y.z')).toEqual(noJwt)
  expect(await exchange(app, 'x')).toEqual(noJwt)
  expect(await exchange(app, `${header}.${storefront.split('.')[1]}.${signature}`)).toEqual(noJwt)
  app.clock.now += 15 * 60
  expect(await exchange(app, jwt)).toEqual(noJwt)
})

test('a storefront token gives no access to the server API', async ({ app }) => {
  await aCustomer(app)
  const { token } = (await signIn(app)).body.data

  const reply = await app.send('GET', '/api/v3/io/sales-staffs', undefined, { authToken: token })

  expect(reply).toEqual(refusal(401, 'Invalid access token', {}))
})
