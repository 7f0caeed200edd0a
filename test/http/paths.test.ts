import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { test } from '../harness.ts'
import { dialects, json, replyOf, sendRaw } from './raw.ts'

const notFound = { status: 404, body: { code: 404, message: 'Not Found' } }

test.for([
  '/',
  '/nope',
  '/api/v3/io',
  '/api/v3/io/nope',
  '/api/v3/io/sales-staffs/1/2',
  '/api/v3/io//sales-staffs',
  '/API/V3/IO/sales-staffs',
  '/api/v2/io/nope',
  '/api/io/nope',
  '/api/v4/io/sales-staffs',
  '/api/v3/io/nope/%ff',
  '/nope/%00',
  '/nope?limit=%zz',
  '/__proto__',
  '/docs/static/%2e%2e/%2e%2e/package.json',
])('the unknown path %s is not found, with or without credentials', async (url, { app }) => {
  expect(replyOf(await sendRaw(app, 'GET', url))).toEqual(notFound)
  expect(replyOf(await sendRaw(app, 'GET', url, { headers: {} }))).toEqual(notFound)
})

test('an unknown path is not found whatever is sent to it', async ({ app }) => {
  for (const { headers, payload } of [
    { headers: json, payload: '{' },
    { headers: json, payload: `[${' '.repeat(1024 * 1024)}]` },
    { headers: json, payload: Buffer.from([0xff]) },
    { headers: { 'content-type': 'text/plain' }, payload: 'hello' },
    { headers: { 'content-type': ';;;' }, payload: 'hello' },
  ]) {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'] as const) {
      expect(replyOf(await sendRaw(app, method, '/api/v3/io/nope', { headers, payload }))).toEqual(notFound)
    }
  }
})

test.for([
  [
    '/api/v3/io/sales-staffs',
    'GET, HEAD',
    ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'],
  ],
  ['/api/v3/io/sales-staffs/1', 'GET, HEAD, PUT', ['POST', 'PATCH', 'DELETE', 'OPTIONS']],
] as const)(
  '%s with another method is refused, naming the allowed ones: %s',
  async ([url, allow, methods], { app }) => {
    const [{ failed }] = dialects

    for (const method of methods) {
      const reply = await sendRaw(app, method, url, { headers: { ...fromDemo, ...json }, payload: '{' })
      expect(replyOf(reply)).toEqual({ status: 405, body: failed(405, 'Method Not Allowed') })
      expect(reply.headers['allow']).toBe(allow)
    }
  },
)

test('V2 names the allowed methods of a path in its own envelope', async ({ app }) => {
  const reply = await sendRaw(app, 'DELETE', '/api/v2/io/companies/1/users')

  expect(replyOf(reply)).toEqual({
    status: 405,
    body: { code: 405, data: {}, message: 'Method Not Allowed' },
  })
  expect(reply.headers['allow']).toBe('GET, HEAD, POST, PUT')
})

test('HEAD answers like GET, without the body', async ({ app }) => {
  const [{ url }] = dialects
  const response = await app.server.inject({ method: 'HEAD', url, headers: fromDemo })

  expect({ status: response.statusCode, body: response.body }).toEqual({ status: 200, body: '' })
})

test('every reply has its own request id', async ({ app }) => {
  await app.arrange((writer) => aCompany(writer))
  const put = { headers: { ...fromDemo, ...json }, payload: '[' }
  const answers = [
    await sendRaw(app, 'GET', '/health'),
    await sendRaw(app, 'GET', '/openapi.json'),
    await sendRaw(app, 'GET', '/nope'),
    await sendRaw(app, 'POST', '/nope', put),
    await sendRaw(app, 'POST', '/api/io/auth/backend', { headers: json, payload: '{}' }),
    ...(await Promise.all(
      dialects.flatMap(({ url, written }) => [
        sendRaw(app, 'GET', url),
        sendRaw(app, 'GET', url, { headers: {} }),
        sendRaw(app, 'GET', `${url}?limit=0`),
        sendRaw(app, 'PATCH', url),
        sendRaw(app, 'PUT', written, put),
        sendRaw(app, 'PUT', written, { headers: fromDemo, payload: 'hello' }),
        sendRaw(app, 'PUT', written, { ...put, payload: ' '.repeat(1024 * 1024 + 1) }),
      ]),
    )),
    await sendRaw(app, 'GET', '/api/v3/io/sales-staffs/%ff'),
    await sendRaw(app, 'GET', `/api/v3/io/sales-staffs/${'9'.repeat(20_000)}`),
  ]

  const ids = answers.map(({ headers }) => headers['x-request-id'])
  expect(new Set(ids).size).toBe(answers.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(new Set(answers.map(({ status }) => status))).toEqual(
    new Set([200, 400, 401, 404, 405, 413, 415, 422]),
  )
})
