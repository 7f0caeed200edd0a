import { expect } from 'vitest'
import { aCompany, aSalesPerson } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { test } from '../harness.ts'
import { parameterError } from '../v3/replies.ts'
import { dialects, json, putRaw, replyOf, sendRaw } from './raw.ts'

const MB = 1024 * 1024
const [v3] = dialects

test.for(dialects)('$name refuses a body that is not JSON in UTF-8', async (dialect, { app }) => {
  for (const body of [
    '{',
    '[}',
    ' ',
    'hello',
    '{"a":01}',
    "{'a':1}",
    '[1,]',
    '[NaN]',
    '{"a":"\n"}',
    Buffer.from('["é"]', 'latin1'),
    Buffer.from('["é"]', 'utf16le'),
    Buffer.from([0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d]),
    Buffer.from([0]),
  ]) {
    expect(await putRaw(app, dialect.written, body)).toEqual({ status: 400, body: dialect.malformed })
  }
})

test.for(dialects)('$name refuses excessive nesting without descending into it', async (dialect, { app }) => {
  const malformed = { status: 400, body: dialect.malformed }
  const nested = (depth: number, inside = '') => '['.repeat(depth) + inside + ']'.repeat(depth)

  expect(await putRaw(app, dialect.written, nested(101))).toEqual(malformed)
  for (const inside of ['', '"\\u0000"', '{"__proto__":1}']) {
    for (const depth of [7000, 500_000]) {
      expect(await putRaw(app, dialect.written, nested(depth, inside))).toEqual(malformed)
    }
  }
  expect(await putRaw(app, dialect.written, `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)).toEqual(malformed)
  expect(await putRaw(app, dialect.written, '['.repeat(MB))).toEqual(malformed)
})

test.for(dialects)('$name takes no other type of body, and none without a type', async (dialect, { app }) => {
  const refused = { status: 415, body: dialect.failed(415, 'Unsupported Media Type') }

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/vnd.api+json',
    'text/json',
    'json',
    ';;;',
  ]) {
    expect(await putRaw(app, dialect.written, '[]', { 'content-type': type })).toEqual(refused)
  }
  expect(await putRaw(app, dialect.written, '[]', {})).toEqual(refused)
})

test('the type of a body may be in any case and have parameters', async ({ app }) => {
  const rep = await app.arrange((writer) => aSalesPerson(writer))

  for (const type of [
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json; charset="utf8"',
  ]) {
    const reply = await putRaw(app, `/api/v3/io/sales-staffs/${rep}`, '[]', { 'content-type': type })
    expect(reply.status).toBe(200)
  }
})

test.for(dialects)(
  '$name refuses a body that is compressed or in another charset',
  async (dialect, { app }) => {
    const refused = { status: 415, body: dialect.failed(415, 'Unsupported Media Type') }

    for (const headers of [
      { ...json, 'content-encoding': 'gzip' },
      { ...json, 'content-encoding': 'identity, br' },
      { 'content-type': 'application/json; charset=iso-8859-1' },
      { 'content-type': 'application/json; v=1;Charset="UTF-16"' },
    ]) {
      expect(await putRaw(app, dialect.written, '[]', headers)).toEqual(refused)
    }
    const plain = await putRaw(app, dialect.written, '[]', { ...json, 'content-encoding': 'identity' })
    expect(plain.status).not.toBe(415)
    const empty = await putRaw(app, dialect.written, '', { ...json, 'content-encoding': 'gzip' })
    expect(empty.status).not.toBe(415)
  },
)

test.for(dialects)('$name refuses a body over 1 MB and takes one of 1 MB', async (dialect, { app }) => {
  const refused = { status: 413, body: dialect.failed(413, 'Request Entity Too Large') }

  expect(await putRaw(app, dialect.written, `[${' '.repeat(MB - 1)}]`)).toEqual(refused)
  expect(await putRaw(app, dialect.written, '\0'.repeat(MB + 1))).toEqual(refused)
  expect((await putRaw(app, dialect.written, `[${' '.repeat(MB - 2)}]`)).status).not.toBe(413)
})

test('an operation without credentials refuses a body over 1 MB too', async ({ app }) => {
  const payload = `{"name":"${'n'.repeat(MB)}"}`
  const reply = await sendRaw(app, 'POST', '/api/io/auth/backend', { headers: json, payload })

  expect(replyOf(reply)).toEqual({ status: 413, body: v3.failed(413, 'Request Entity Too Large') })
})

test.for(dialects)('$name answers a GET that names a type and has no body', async (dialect, { app }) => {
  await app.arrange((writer) => aCompany(writer))

  const plain = await sendRaw(app, 'GET', dialect.url)
  const typed = await sendRaw(app, 'GET', dialect.url, { headers: { ...fromDemo, ...json } })
  const withBody = await sendRaw(app, 'GET', dialect.url, { headers: { ...fromDemo, ...json }, payload: '{' })

  expect(plain.status).toBe(200)
  expect(replyOf(typed)).toEqual(replyOf(plain))
  expect(replyOf(withBody)).toEqual(replyOf(plain))
})

test('a DELETE that names a type and has no body is answered as one without the type', async ({ app }) => {
  const url = '/api/v2/io/companies/1/users/1'
  const plain = await sendRaw(app, 'DELETE', url)

  expect(replyOf(plain)).toEqual({
    status: 404,
    body: { code: 404, data: { errMsg: 'Companies Does not Exist' }, message: 'Not Found Error' },
  })
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
    for (const length of [{}, { 'content-length': '0' }]) {
      const typed = await sendRaw(app, 'DELETE', url, {
        headers: { ...fromDemo, 'content-type': type, ...length },
      })
      expect(replyOf(typed)).toEqual(replyOf(plain))
    }
  }
})

test('a PUT without a body is told which type was expected', async ({ app }) => {
  const url = v3.written
  const expected = parameterError('Invalid data. Expected an array.')

  expect(replyOf(await sendRaw(app, 'PUT', url))).toEqual(expected)
  expect(replyOf(await sendRaw(app, 'PUT', url, { headers: { ...fromDemo, ...json } }))).toEqual(expected)
})
