import { expect } from 'vitest'
import { aCompany, aSalesPerson } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { demo, dialects, json, replyOf, sendRaw } from './raw.ts'

const MB = 1024 * 1024
const [v3] = dialects
const parameterError = (errMsg: string) => ({
  status: 422,
  body: { code: 422, data: { errMsg }, meta: { message: 'Parameter Error' } },
})

async function put(app: App, url: string, payload: string | Buffer, headers: Record<string, string> = json) {
  return replyOf(await sendRaw(app, 'PUT', url, { headers: { ...demo, ...headers }, payload }))
}

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
    expect(await put(app, dialect.written, body)).toEqual({ status: 400, body: dialect.malformed })
  }
})

test.for(dialects)(
  '$name refuses nesting without sense, and follows none of it',
  async (dialect, { app }) => {
    const malformed = { status: 400, body: dialect.malformed }
    const nested = (depth: number, inside = '') => '['.repeat(depth) + inside + ']'.repeat(depth)

    expect(await put(app, dialect.written, nested(101))).toEqual(malformed)
    for (const inside of ['', '"\\u0000"', '{"__proto__":1}']) {
      for (const depth of [7000, 500_000]) {
        expect(await put(app, dialect.written, nested(depth, inside))).toEqual(malformed)
      }
    }
    expect(await put(app, dialect.written, `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)).toEqual(malformed)
    expect(await put(app, dialect.written, '['.repeat(MB))).toEqual(malformed)
  },
)

test('what is nested in a key that nobody knows is ignored', async ({ app }) => {
  const { rep, company } = await arrangePair(app)
  const nested = '['.repeat(90) + ']'.repeat(90)

  const reply = await put(
    app,
    `/api/v3/io/sales-staffs/${rep}`,
    `[{"companyId":${company},"assignStatus":true,"note":${nested}}]`,
  )

  expect(reply.status).toBe(200)
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
    expect(await put(app, dialect.written, '[]', { 'content-type': type })).toEqual(refused)
  }
  expect(await put(app, dialect.written, '[]', {})).toEqual(refused)
})

test('the type of a body may be in any case and have parameters', async ({ app }) => {
  const { rep } = await arrangePair(app)

  for (const type of [
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/json;charset=UTF-8',
  ]) {
    const reply = await put(app, `/api/v3/io/sales-staffs/${rep}`, '[]', { 'content-type': type })
    expect(reply.status).toBe(200)
  }
})

test.for(dialects)('$name refuses a body over 1 MB and takes one of 1 MB', async (dialect, { app }) => {
  const refused = { status: 413, body: dialect.failed(413, 'Request Entity Too Large') }

  expect(await put(app, dialect.written, `[${' '.repeat(MB - 1)}]`)).toEqual(refused)
  expect(await put(app, dialect.written, '\0'.repeat(MB + 1))).toEqual(refused)
  expect((await put(app, dialect.written, `[${' '.repeat(MB - 2)}]`)).status).not.toBe(413)
})

test('a body over 1 MB is refused without credentials too where none are needed', async ({ app }) => {
  const payload = `{"name":"${'n'.repeat(MB)}"}`
  const reply = await sendRaw(app, 'POST', '/api/io/auth/backend', { headers: json, payload })

  expect(replyOf(reply)).toEqual({ status: 413, body: v3.failed(413, 'Request Entity Too Large') })
})

test.for(dialects)('$name answers a GET that names a type and has no body', async (dialect, { app }) => {
  await app.arrange((writer) => aCompany(writer))

  const plain = await sendRaw(app, 'GET', dialect.url)
  const typed = await sendRaw(app, 'GET', dialect.url, { headers: { ...demo, ...json } })
  const withBody = await sendRaw(app, 'GET', dialect.url, { headers: { ...demo, ...json }, payload: '{' })

  expect(plain.status).toBe(200)
  expect(replyOf(typed)).toEqual(replyOf(plain))
  expect(replyOf(withBody)).toEqual(replyOf(plain))
})

test('a DELETE that names a type and has no body is answered as without it', async ({ app }) => {
  const url = '/api/v2/io/companies/1/users/1'
  const plain = await sendRaw(app, 'DELETE', url)
  const typed = await sendRaw(app, 'DELETE', url, { headers: { ...demo, ...json } })

  expect(replyOf(plain)).toEqual({
    status: 404,
    body: { code: 404, data: { errMsg: 'Companies Does not Exist' }, message: 'Not Found Error' },
  })
  expect(replyOf(typed)).toEqual(replyOf(plain))
})

test('a PUT without a body is told which kind was expected', async ({ app }) => {
  const url = v3.written
  const expected = parameterError('Invalid data. Expected an array.')

  expect(replyOf(await sendRaw(app, 'PUT', url))).toEqual(expected)
  expect(replyOf(await sendRaw(app, 'PUT', url, { headers: { ...demo, ...json } }))).toEqual(expected)
})

test('a text that cannot be kept is refused by name, also in a key that nobody knows', async ({ app }) => {
  const text = 'Null characters and unpaired surrogates are not allowed.'
  const url = '/api/v2/io/companies/1/users'
  const refused = (field: string) => ({
    status: 400,
    body: { code: 10012, data: { [field]: text }, message: 'PARAMETER VALUE ERROR' },
  })

  for (const escaped of ['\\u0000', '\\ud800', '\\uDfff', 'a\\udc00\\ud800b']) {
    expect(await put(app, url, `{"firstName":"${escaped}"}`)).toEqual(refused('firstName'))
    expect(await put(app, url, `{"note":{"deep":["${escaped}"]}}`)).toEqual(refused('deep'))
    expect(await put(app, v3.written, `[{"companyId":"${escaped}"}]`)).toEqual(parameterError(text))
  }
})

test('a field is named also when it is called as something that every object has', async ({ app }) => {
  const payload = '{"constructor":"\\u0000","toString":"\\u0000"}'
  const named = async (url: string) =>
    replyOf(await sendRaw(app, 'POST', url, { headers: { ...demo, ...json }, payload }))

  expect(await named('/api/v3/io/super-admins')).toEqual({
    status: 422,
    body: {
      code: 422,
      data: { errMsg: { constructor: ['Null characters and unpaired surrogates are not allowed.'] } },
      meta: { message: 'Parameter Error' },
    },
  })
  expect(await named('/api/io/auth/backend')).toEqual({
    status: 422,
    body: {
      code: 422,
      data: { errMsg: { constructor: ['Not a valid string.'] } },
      meta: { message: 'Parameter Error' },
    },
  })
  expect(await put(app, '/api/control/v1/settings', payload)).toEqual({
    status: 422,
    body: {
      error: {
        code: 'invalid',
        message: 'The request is not valid.',
        fields: { constructor: 'Must not have null bytes or unpaired surrogates.' },
      },
    },
  })
})

test('a whole surrogate pair, escaped or not, is a text like any other', async ({ app }) => {
  const login = { storeHash: 'demo1234', email: 'owner@demo.example', password: 'demo-password' }
  const payload = JSON.stringify({ ...login, name: 'x' }).replace('"x"', '"\\ud83d\\ude00 😀"')

  const reply = await sendRaw(app, 'POST', '/api/io/auth/backend', { headers: json, payload })

  expect(reply.body.data.name).toBe('😀 😀')
})

test('__proto__ and constructor are keys that nobody knows, and reach no other object', async ({ app }) => {
  const { rep, company } = await arrangePair(app)
  const url = `/api/v3/io/sales-staffs/${rep}`
  const good = `"companyId":${company},"assignStatus":true`

  for (const key of [
    '__proto__',
    '\\u005f_proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
  ]) {
    const value = `{"polluted":true,"companyId":1,"prototype":{"polluted":true}}`
    expect((await put(app, url, `[{${good},"${key}":${value}}]`)).status).toBe(200)
    expect(await put(app, url, `[{"assignStatus":true,"${key}":{"companyId":${company}}}]`)).toEqual(
      parameterError('company_id: This field is required.'),
    )
  }
  expect(Object.keys(Object.prototype)).toEqual([])
  expect('polluted' in {}).toBe(false)
})

test('a key in another case is a key that nobody knows', async ({ app }) => {
  const { company } = await arrangePair(app)
  const person = { FirstName: 'Ann', lastname: 'Lee', EMAIL: 'ann@acme.example', phone: '1' }

  expect(await app.send('POST', `/api/v2/io/companies/${company}/users`, person)).toEqual({
    status: 400,
    body: {
      code: 40010,
      data: {
        firstName: 'This field is required.',
        lastName: 'This field is required.',
        email: 'This field is required.',
      },
      message: 'This field is required.',
    },
  })
})

function arrangePair(app: App) {
  return app.arrange(async (writer) => ({
    rep: await aSalesPerson(writer),
    company: await aCompany(writer),
  }))
}
