import { expect } from 'vitest'
import { test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { companies, ofCompany, ofSuperAdmin, pairs, people, superAdmins } from './super-admin-assignments.ts'
import { NO_NULLS, NOT_INTEGER, NOT_LIST, NOT_OBJECT, REQUIRED, sendBroken } from './super-admin-replies.ts'

const badRequest = (errMsg: unknown) => refusal(400, 'Bad Request', { errMsg })
const NOT_BOOLEAN = ['Must be a valid boolean.']

test.for([
  ['nothing', {}, { companies: REQUIRED }],
  ['the other side’s key', { superAdmins: [] }, { companies: REQUIRED }],
  ['no flag', { companies: [{ companyId: 1 }] }, { isAssigned: REQUIRED }],
  [
    'no company',
    { companies: [{ companyId: 1, isAssigned: true }, { isAssigned: true }] },
    { companyId: REQUIRED },
  ],
  ['empty entries', { companies: [{}, {}] }, { companyId: REQUIRED, isAssigned: REQUIRED }],
  ['a missing key beside a wrong type', { companies: [{ companyId: 'x' }, 5] }, { isAssigned: REQUIRED }],
] as const)('a missing key is named in a bad request: %s', async ([, body, errMsg], { app }) => {
  const { a } = await app.arrange(people)

  expect(await app.send('PUT', ofSuperAdmin(a), body)).toEqual(badRequest(errMsg))
  expect(await app.events()).toEqual([])
})

test.for([
  ['nothing', {}, { superAdmins: REQUIRED }],
  ['no flag', { superAdmins: [{ superAdminId: 1 }] }, { isAssigned: REQUIRED }],
  ['empty entries', { superAdmins: [{}] }, { superAdminId: REQUIRED, isAssigned: REQUIRED }],
] as const)('a missing key in a company’s request is named too: %s', async ([, body, errMsg], { app }) => {
  const { acme } = await app.arrange(people)

  expect(await app.send('PUT', ofCompany(acme), body)).toEqual(badRequest(errMsg))
  expect(await app.events()).toEqual([])
})

const good = { companyId: 1, isAssigned: true }

test.for([
  ['an object for the list', { companies: {} }, { companies: NOT_LIST }],
  ['null for the list', { companies: null }, { companies: NOT_LIST }],
  ['what is no object', { companies: [good, 5, null] }, { companies: NOT_OBJECT }],
  ['a text for an id', { companies: [good, { ...good, companyId: '1' }] }, { companyId: NOT_INTEGER }],
  ['half an id', { companies: [{ ...good, companyId: 1.5 }] }, { companyId: NOT_INTEGER }],
  ['null for an id', { companies: [{ ...good, companyId: null }] }, { companyId: NOT_INTEGER }],
  [
    'an id that is no exact number',
    { companies: [{ ...good, companyId: 2 ** 53 }] },
    { companyId: ['Ensure this value is less than or equal to 9007199254740991.'] },
  ],
  ['a text for the flag', { companies: [{ ...good, isAssigned: 'true' }] }, { isAssigned: NOT_BOOLEAN }],
  ['a number for the flag', { companies: [{ ...good, isAssigned: 1 }] }, { isAssigned: NOT_BOOLEAN }],
  ['null for the flag', { companies: [{ ...good, isAssigned: null }] }, { isAssigned: NOT_BOOLEAN }],
  ['a null byte', { companies: [{ ...good, isAssigned: '\0' }] }, { isAssigned: NO_NULLS }],
] as const)('a wrong type is refused by name: %s', async ([, body, errMsg], { app }) => {
  const { a } = await app.arrange(people)

  expect(await app.send('PUT', ofSuperAdmin(a), body)).toEqual(parameterError(errMsg))
  expect(await pairs(app)).toEqual([])
  expect(await app.events()).toEqual([])
})

test('a wrong type in a company’s request is refused by name', async ({ app }) => {
  const { acme } = await app.arrange(people)

  expect(await app.send('PUT', ofCompany(acme), { superAdmins: 'a' })).toEqual(
    parameterError({ superAdmins: NOT_LIST }),
  )
  expect(
    await app.send('PUT', ofCompany(acme), { superAdmins: [{ superAdminId: '1', isAssigned: 'yes' }] }),
  ).toEqual(parameterError({ superAdminId: NOT_INTEGER, isAssigned: NOT_BOOLEAN }))
})

test('an id in the path that is not a number is refused', async ({ app }) => {
  expect(await app.send('PUT', ofSuperAdmin('sue'), companies(true, 1))).toEqual(
    parameterError({ superAdminId: NOT_INTEGER }),
  )
  expect(await app.send('PUT', ofCompany('acme'), superAdmins(true, 1))).toEqual(
    parameterError({ companyId: NOT_INTEGER }),
  )
})

test.for([[[]], [[good]], ['text'], [null], [7]])(
  'a body that is %j is not an object',
  async ([body], { app }) => {
    const { a, acme } = await app.arrange(people)
    const refused = parameterError('Invalid data. Expected an object.')

    expect(await app.send('PUT', ofSuperAdmin(a), body)).toEqual(refused)
    expect(await app.send('PUT', ofCompany(acme), body)).toEqual(refused)
  },
)

test('a body that is not JSON is a bad request', async ({ app }) => {
  expect(await sendBroken(app, 'PUT', ofSuperAdmin(1))).toEqual(refusal(400, 'Bad Request'))
  expect(await sendBroken(app, 'PUT', ofCompany(1))).toEqual(refusal(400, 'Bad Request'))
})
