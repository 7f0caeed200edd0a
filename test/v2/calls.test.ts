import { expect } from 'vitest'
import { createToken } from '../../src/domain/tokens.ts'
import { aCompany, aUser } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { noCompany, noUser, rowsOf, success, userOf, usersOf, valueError } from './replies.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
interface Call {
  method: Method
  url: string
  body?: unknown
}
interface Ids {
  companyId: number | string
  customerId: number | string
  userId: number | string
}

const ann = { email: 'ann@acme.example', firstName: 'Ann', lastName: 'Lee', phone: '' }

/** All seven operations, each with a request that would succeed. */
const calls = ({ companyId, customerId, userId }: Ids): Record<'reads' | 'writes', Call[]> => ({
  reads: [
    { method: 'GET', url: usersOf(companyId) },
    { method: 'GET', url: `${usersOf(companyId)}/${customerId}` },
  ],
  writes: [
    { method: 'POST', url: usersOf(companyId), body: ann },
    { method: 'PUT', url: usersOf(companyId), body: { ...ann, email: 'jane@acme.example' } },
    { method: 'PUT', url: userOf(companyId, userId), body: ann },
    {
      method: 'POST',
      url: `${usersOf(companyId)}/bulk_create`,
      body: { users: [{ ...ann, email: 'bulk@acme.example' }] },
    },
    { method: 'DELETE', url: `${usersOf(companyId)}/${customerId}` },
  ],
})

/** Acme with its only user. */
function arrangeAcme(app: App): Promise<Ids> {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const { id, customer_id } = await aUser(writer, companyId)
    return { companyId, customerId: customer_id, userId: id }
  })
}

/** Sends a request with any text as its body. */
async function sendText(app: App, { method, url }: Call, payload: string, headers: object) {
  const response = await app.server.inject({ method, url, headers: { ...headers }, payload })
  return { status: response.statusCode, body: response.json() }
}

function failed(status: number, message: string) {
  return { status, body: { code: status, data: {}, message } }
}

test('a caller without valid credentials is refused in the envelope of V2', async ({ app }) => {
  const { reads, writes } = calls(await arrangeAcme(app))

  for (const { method, url, body } of [...reads, ...writes]) {
    const none = await app.send(method, url, body, {})
    expect(none).toEqual(failed(401, 'Invalid token header. No credentials provided.'))
    const wrong = await app.send(method, url, body, { ...fromDemo, 'x-auth-token': 'nobody' })
    expect(wrong).toEqual(failed(401, 'Invalid access token'))
  }
})

test('a token that may only read can read but changes nothing', async ({ app }) => {
  const { reads, writes } = calls(await arrangeAcme(app))
  const before = await rowsOf(app)

  for (const { method, url } of reads) {
    expect((await app.send(method, url, undefined, fromReader)).status).toBe(200)
  }
  for (const { method, url, body } of writes) {
    expect(await app.send(method, url, body, fromReader)).toEqual(failed(403, 'Invalid access token'))
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a legacy authToken alone is enough', async ({ app }) => {
  const { companyId } = await arrangeAcme(app)
  const claims = Buffer.from(JSON.stringify({ store_hash: 'demo1234' })).toString('base64url')
  const value = `e30.${claims}.signature`
  await app.arrange((writer) =>
    createToken(writer, { name: 'Old client', kind: 'legacy', scopes: ['b2b'], value }),
  )

  const reply = await app.send('POST', usersOf(companyId), ann, { authToken: value })

  expect(reply).toEqual(success({ customerId: '2', userId: '2' }))
})

test('nobody of another store is found or changed', async ({ app }) => {
  const ids = await arrangeAcme(app)
  const theirs = await app.arrange((writer) => aCompany(writer), 'other567')
  const before = await rowsOf(app)

  const foreign = calls(ids)
  for (const { method, url, body } of [...foreign.reads, ...foreign.writes]) {
    expect(await app.send(method, url, body, fromOtherStore)).toEqual(noCompany)
  }
  const users = calls({ ...ids, companyId: theirs })
  for (const { method, url, body } of [...users.reads.slice(1), ...users.writes.slice(1, 3)]) {
    expect(await app.send(method, url, body, fromOtherStore)).toEqual(noUser)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('an id that is not digits, or has too many, does not exist', async ({ app }) => {
  const ids = await arrangeAcme(app)
  const before = await rowsOf(app)

  for (const bad of ['x', '-1', '1.5', '1e3', 'undefined', '%00', '%20', '9'.repeat(10_000)]) {
    const { reads, writes } = calls({ ...ids, companyId: bad })
    for (const { method, url, body } of [...reads, ...writes]) {
      expect(await app.send(method, url, body)).toEqual(noCompany)
    }
    const users = calls({ ...ids, customerId: bad, userId: bad })
    for (const { method, url, body } of [users.reads[1], users.writes[2], users.writes[4]].flatMap(
      (call) => call ?? [],
    )) {
      expect(await app.send(method, url, body)).toEqual(noUser)
    }
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a body that is not JSON, nested too deeply, too long or of another type is refused in the envelope of V2', async ({
  app,
}) => {
  const { writes } = calls(await arrangeAcme(app))
  const json = { ...fromDemo, 'content-type': 'application/json' }
  const endless = '['.repeat(400_000) + ']'.repeat(400_000)
  const before = await rowsOf(app)

  for (const call of writes.filter(({ method }) => method !== 'DELETE')) {
    expect(await sendText(app, call, '{"email": ', json)).toEqual(valueError({}))
    expect(await sendText(app, call, `{"users": [{"x": ${endless}}]}`, json)).toEqual(valueError({}))
    expect(await sendText(app, call, `"${'x'.repeat(1024 * 1024)}"`, json)).toEqual(
      failed(413, 'Request Entity Too Large'),
    )
    expect(await sendText(app, call, 'email=x', { ...fromDemo, 'content-type': 'text/plain' })).toEqual(
      failed(415, 'Unsupported Media Type'),
    )
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a DELETE with a Content-Type and no body is answered', async ({ app }) => {
  const { companyId, customerId } = await arrangeAcme(app)
  await app.arrange((writer) => aUser(writer, Number(companyId), { email: 'joe@acme.example' }))
  const headers = { ...fromDemo, 'content-type': 'application/json' }

  const reply = await app.send('DELETE', `${usersOf(companyId)}/${customerId}`, undefined, headers)

  expect(reply).toEqual(success({ customerId }))
})

test('another method is refused, naming the allowed ones', async ({ app }) => {
  const { companyId } = await arrangeAcme(app)
  const allowed = {
    [usersOf(companyId)]: 'GET, HEAD, POST, PUT',
    [`${usersOf(companyId)}/1`]: 'DELETE, GET, HEAD',
    [`${usersOf(companyId)}/bulk_create`]: 'POST',
    [userOf(companyId, 1)]: 'PUT',
  }

  for (const [url, allow] of Object.entries(allowed)) {
    const response = await app.server.inject({ method: 'PATCH', url, headers: fromDemo })
    expect({ status: response.statusCode, body: response.json() }).toEqual(failed(405, 'Method Not Allowed'))
    expect(response.headers.allow).toBe(allow)
  }
})
