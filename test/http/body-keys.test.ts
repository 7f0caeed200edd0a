import { expect } from 'vitest'
import { aCompany, aSalesPerson } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { type App, test } from '../harness.ts'
import { parameterError } from '../v3/replies.ts'
import { dialects, json, putRaw, replyOf, sendRaw } from './raw.ts'

const [v3] = dialects

test('anything nested in an unknown key is ignored', async ({ app }) => {
  const { rep, company } = await arrangePair(app)
  const nested = '['.repeat(90) + ']'.repeat(90)

  const reply = await putRaw(
    app,
    `/api/v3/io/sales-staffs/${rep}`,
    `[{"companyId":${company},"assignStatus":true,"note":${nested}}]`,
  )

  expect(reply.status).toBe(200)
})

test('a text that cannot be stored is refused by name, even in an unknown key', async ({ app }) => {
  const text = 'Null characters and unpaired surrogates are not allowed.'
  const url = '/api/v2/io/companies/1/users'
  const refused = (field: string) => ({
    status: 400,
    body: { code: 10012, data: { [field]: text }, message: 'PARAMETER VALUE ERROR' },
  })

  for (const escaped of ['\\u0000', '\\ud800', '\\uDfff', 'a\\udc00\\ud800b']) {
    expect(await putRaw(app, url, `{"firstName":"${escaped}"}`)).toEqual(refused('firstName'))
    expect(await putRaw(app, url, `{"note":{"deep":["${escaped}"]}}`)).toEqual(refused('deep'))
    expect(await putRaw(app, v3.written, `[{"companyId":"${escaped}"}]`)).toEqual(
      parameterError(`company_id: ${text}`),
    )
  }
})

test('a field is named even when every object has a property of that name', async ({ app }) => {
  const payload = '{"constructor":"\\u0000","toString":"\\u0000"}'
  const named = async (url: string) =>
    replyOf(await sendRaw(app, 'POST', url, { headers: { ...fromDemo, ...json }, payload }))

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
      data: { errMsg: { constructor: ['Null characters and unpaired surrogates are not allowed.'] } },
      meta: { message: 'Parameter Error' },
    },
  })
  expect(await putRaw(app, '/api/control/v1/settings', payload)).toEqual({
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

test('a complete surrogate pair, escaped or not, is ordinary text', async ({ app }) => {
  const login = { storeHash: 'demo1234', email: 'owner@demo.example', password: 'demo-password' }
  const payload = JSON.stringify({ ...login, name: 'x' }).replace('"x"', '"\\ud83d\\ude00 😀"')

  const reply = await sendRaw(app, 'POST', '/api/io/auth/backend', { headers: json, payload })

  expect(reply.body.data.name).toBe('😀 😀')
})

test('__proto__ and constructor are unknown keys and affect no other object', async ({ app }) => {
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
    expect((await putRaw(app, url, `[{${good},"${key}":${value}}]`)).status).toBe(200)
    expect(await putRaw(app, url, `[{"assignStatus":true,"${key}":{"companyId":${company}}}]`)).toEqual(
      parameterError('company_id: This field is required.'),
    )
  }
  expect(Object.keys(Object.prototype)).toEqual([])
  expect('polluted' in {}).toBe(false)
})

test('a key in another case is an unknown key', async ({ app }) => {
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
