import { expect } from 'vitest'
import { aCompany, aSalesPerson } from '../builders.ts'
import { test } from '../harness.ts'
import { dialects, replyOf, sendRaw } from './raw.ts'

const [v3, v2] = dialects
const WHOLE = 'A valid integer is required.'
const TOO_BIG = 'Ensure this value is less than or equal to 9007199254740991.'
const TEXT = 'Null characters and unpaired surrogates are not allowed.'

/** How each dialect refuses a parameter. */
const refusals = [
  {
    name: 'V3',
    url: v3.url,
    refused: (field: string, sentence: string) => ({
      status: 422,
      body: { code: 422, data: { errMsg: `${field}: ${sentence}` }, meta: { message: 'Parameter Error' } },
    }),
  },
  {
    name: 'V2',
    url: v2.url,
    refused: (field: string, sentence: string) => ({
      status: 400,
      body: { code: 10012, data: { [field]: sentence }, message: 'PARAMETER VALUE ERROR' },
    }),
  },
] as const

const unreadable = [
  ['limit', '0', 'Ensure this value is greater than or equal to 1.'],
  ['limit', '-1', 'Ensure this value is greater than or equal to 1.'],
  ['limit', '1.5', WHOLE],
  ['limit', '1e3', WHOLE],
  ['limit', '+5', WHOLE],
  ['limit', '%205', WHOLE],
  ['limit', 'abc', WHOLE],
  ['limit', 'NaN', WHOLE],
  ['limit', 'Infinity', WHOLE],
  ['limit', '%D9%A3', WHOLE],
  ['limit', '%00', TEXT],
  ['limit', '1%00', TEXT],
  ['limit', '%ff', WHOLE],
  ['limit', '%zz', WHOLE],
  ['limit', '%', WHOLE],
  ['limit', '9007199254740992', TOO_BIG],
  ['limit', '1000000000000000000', TOO_BIG],
  ['limit', '9'.repeat(10_000), WHOLE],
  ['offset', '-1', 'Ensure this value is greater than or equal to 0.'],
  ['offset', '0.5', WHOLE],
  ['offset', 'abc', WHOLE],
  ['offset', '9007199254740992', TOO_BIG],
  ['offset', '1000000000000000000', TOO_BIG],
  ['offset', '9'.repeat(10_000), WHOLE],
] as const

test.for(refusals)('$name refuses unreadable page parameters by name', async (dialect, { app }) => {
  await app.arrange((writer) => aCompany(writer))

  for (const [name, text, sentence] of unreadable) {
    const reply = await sendRaw(app, 'GET', `${dialect.url}?${name}=${text}`)
    expect(replyOf(reply)).toEqual(dialect.refused(name, sentence))
  }
  const twice = await sendRaw(app, 'GET', `${dialect.url}?limit=1&limit=2`)
  expect(replyOf(twice)).toEqual(dialect.refused('limit', WHOLE))
})

test.for(dialects)('$name ignores parameters that nobody knows', async ({ url }, { app }) => {
  await app.arrange((writer) => aCompany(writer))
  const plain = await sendRaw(app, 'GET', url)
  expect(plain.status).toBe(200)

  for (const query of [
    'nope=1',
    'Limit=0',
    'limit[]=0',
    'limit%5B%5D=0',
    '__proto__=1&__proto__[limit]=0&__proto__.limit=0',
    'constructor=1&toString=2&hasOwnProperty=3',
    'x=%00&y=%ff&%zz=%zz&=&&&',
    `x=${'9'.repeat(10_000)}`,
  ]) {
    expect(replyOf(await sendRaw(app, 'GET', `${url}?${query}`))).toEqual(replyOf(plain))
  }
})

test('an invalid id in the path is refused by name in V3', async ({ app }) => {
  const at = async (id: string) => replyOf(await sendRaw(app, 'GET', `/api/v3/io/sales-staffs/${id}`))
  const refused = (sentence: string) => refusals[0].refused('salesStaffId', sentence)

  for (const id of [
    'abc',
    '1.5',
    '1e3',
    '+1',
    '0x1',
    '%201',
    '%D9%A3',
    '9'.repeat(10_000),
    `-${'9'.repeat(10_000)}`,
  ]) {
    expect(await at(id)).toEqual(refused(WHOLE))
  }
  for (const id of ['%ff', '%', '%zz', '%E0%A4%A', '%ED%A0%80', '1%', '1%2', '%31%ff', '%25', '%2F']) {
    expect(await at(id)).toEqual(refused(WHOLE))
  }
  expect(await at('9007199254740992')).toEqual(refused(TOO_BIG))
  expect(await at('%00')).toEqual(refused(TEXT))
  expect(await at('1%00')).toEqual(refused(TEXT))
})

test('a part of a path that cannot be decoded does not affect the rest of the address', async ({ app }) => {
  const rep = await app.arrange((writer) => aSalesPerson(writer))
  const found = await sendRaw(app, 'GET', `/api/v3/io/sales-staffs/%3${String(rep)}?x=%ff`)
  const escaped = await sendRaw(app, 'GET', '/api/v3/io/sales%2dstaffs?limit=%37&offset=%ff')

  expect(found.status).toBe(200)
  expect(replyOf(escaped)).toEqual(refusals[0].refused('offset', WHOLE))
})

test('an invalid id in the path is not found in V2', async ({ app }) => {
  const company = await app.arrange((writer) => aCompany(writer))
  const missing = (errMsg: string) => ({
    status: 404,
    body: { code: 404, data: { errMsg }, message: 'Not Found Error' },
  })

  for (const id of ['abc', '1.5', '-1', '%00', '%ff', '%', '9'.repeat(10_000), '9007199254740992', 'null']) {
    const users = await sendRaw(app, 'GET', `/api/v2/io/companies/${id}/users`)
    expect(replyOf(users)).toEqual(missing('Companies Does not Exist'))
    const user = await sendRaw(app, 'GET', `/api/v2/io/companies/${company}/users/${id}`)
    expect(replyOf(user)).toEqual(missing('Company User Does not Exist'))
  }
})
