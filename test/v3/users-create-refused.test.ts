import { expect } from 'vitest'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { aCompany, aUser } from '../builders.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { NO_NULLS, NOT_INTEGER, NOT_LIST, NOT_TEXT, sendBroken } from './super-admin-replies.ts'
import {
  aCompanyWithJane,
  ann,
  NULL,
  noCompany,
  noStorefront,
  roleId,
  rowsOf,
  usersUrl,
} from './user-replies.ts'

const choice = (value: string) => [`"${value}" is not a valid choice`]
const tooLong = (most: number) => [`Ensure this field has no more than ${most} characters.`]

test.for([
  ['nothing at all', {}, { firstName: NULL, lastName: NULL, email: NULL, companyId: NULL }],
  ['null for what is needed', { firstName: null, companyId: null }, { firstName: NULL, companyId: NULL }],
  ['an empty name', { lastName: '' }, { lastName: ['This field may not be blank.'] }],
  ['a long name', { firstName: 'n'.repeat(256) }, { firstName: tooLong(255) }],
  ['no email at all', { email: 'ann' }, { email: ['Email is not correct.'] }],
  ['an empty email', { email: '' }, { email: ['Email is not correct.'] }],
  ['a number for a phone', { phoneNumber: 5 }, { phoneNumber: NOT_TEXT }],
  ['null for texts', { phoneNumber: null, uuid: null }, { phoneNumber: NULL, uuid: NULL }],
  ['a null byte', { lastName: 'Lee\0' }, { lastName: NO_NULLS }],
  ['a null byte for a role', { role: '\0' }, { role: NO_NULLS }],
  ['half a surrogate pair', { uuid: '\ud800' }, { uuid: NO_NULLS }],
  ['no such role', { role: 5 }, { role: choice('5') }],
  ['a role of V2', { role: 3 }, { role: choice('3') }],
  ['a text for a role', { role: '1' }, { role: choice('1') }],
  ['null for a role', { role: null }, { role: NULL }],
  [
    'an object for a role',
    { role: { toString: 1, valueOf: 1 } },
    { role: choice('{"toString":1,"valueOf":1}') },
  ],
  ['a long text for a role', { role: `a${'😀'.repeat(60)}` }, { role: choice(`a${'😀'.repeat(49)}`) }],
  ['no such company role', { companyRoleId: 999 }, { companyRoleId: choice('999') }],
  ['a text for a company role', { companyRoleId: '1' }, { companyRoleId: NOT_INTEGER }],
  ['an unknown company', { companyId: 999 }, { companyId: ['Company does not exist.'] }],
  ['half a company', { companyId: 1.5 }, { companyId: NOT_INTEGER }],
  ['no list of channels', { channelIds: 1 }, { channelIds: NOT_LIST }],
  ['null for channels', { channelIds: null }, { channelIds: NULL }],
  ['an unknown channel', { channelIds: [1, 9] }, { channelIds: ['Channel 9 does not exist.'] }],
  ['an unknown origin', { originChannelId: 9 }, { originChannelId: ['Channel 9 does not exist.'] }],
  ['a text for a switch', { acceptWelcomeEmail: '1' }, { acceptWelcomeEmail: ['Must be a valid boolean.'] }],
  ['a field without value', { extraFields: [{ fieldName: 'Team' }] }, { fieldValue: NULL }],
  [
    'a number for a value',
    { extraFields: [{ fieldName: 'Limit', fieldValue: 7 }] },
    { fieldValue: NOT_TEXT },
  ],
  [
    'an unknown field',
    { extraFields: [{ fieldName: 'Shoe size', fieldValue: '9' }] },
    { extraFields: ['Shoe size does not exist.'] },
  ],
  [
    'a value that its field does not take',
    { extraFields: [{ fieldName: 'Limit', fieldValue: '1001' }] },
    { extraFields: ['Limit: Ensure this value is less than or equal to 1000.'] },
  ],
] as const)('%s is refused by name', async ([what, change, errMsg], { app }) => {
  const companyId = await aCompanyWithJane(app)
  const before = await rowsOf(app)
  const good = what === 'nothing at all' ? {} : { ...ann, companyId }

  expect(await app.send('POST', usersUrl, { ...good, ...change })).toEqual(parameterError(errMsg))
  expect(await rowsOf(app)).toEqual(before)
})

test('a user without a role is refused', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const { role: _, ...body } = ann

  expect(await app.send('POST', usersUrl, { ...body, companyId })).toEqual(
    parameterError({ non_field_errors: ['User must have a role.'] }),
  )
})

test('an empty list of channels is refused', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const before = await rowsOf(app)

  expect(await app.send('POST', usersUrl, { ...ann, companyId, channelIds: [] })).toEqual(noStorefront)
  expect(await rowsOf(app)).toEqual(before)
})

test('a required extra field must be given, and a unique value can be used once', async ({ app }) => {
  const extraFields = [{ fieldName: 'Badge', fieldValue: 'B-1' }]
  const companyId = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId, { extraFields })
    const field = { uuid: 'region', fieldName: 'Region', labelName: 'Region', fieldType: 0 }
    await createExtraField(writer, { subject: 'user', ...field, isRequired: true })
    return companyId
  })
  const before = await rowsOf(app)
  const refused = (sentence: string) => parameterError({ extraFields: [sentence] })

  expect(await app.send('POST', usersUrl, { ...ann, companyId })).toEqual(refused('Region is required.'))
  expect(
    await app.send('POST', usersUrl, {
      ...ann,
      companyId,
      extraFields: [...extraFields, { fieldName: 'Region', fieldValue: 'North' }],
    }),
  ).toEqual(refused('Badge: B-1 already exists.'))
  expect(await rowsOf(app)).toEqual(before)
})

test.for([[[ann]], ['text'], [null], [7]])('a body that is %j is not an object', async ([body], { app }) => {
  expect(await app.send('POST', usersUrl, body)).toEqual(parameterError('Invalid data. Expected an object.'))
})

test('a body that is not JSON is a bad request', async ({ app }) => {
  expect(await sendBroken(app, 'POST', usersUrl)).toEqual(refusal(400, 'Bad Request'))
})

test('objects of another store do not exist', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const foreign = await app.arrange((writer) => aCompany(writer), 'other567')
  const approver = await roleId(app, 'Buyer with approval')
  const before = await rowsOf(app)
  const post = (body: object) => app.send('POST', usersUrl, { ...ann, ...body }, fromOtherStore)

  expect(await post({ companyId })).toEqual(noCompany)
  expect(await post({ companyId: foreign, companyRoleId: approver })).toEqual(
    parameterError({ companyRoleId: choice(String(approver)) }),
  )
  expect(await post({ companyId: foreign, channelIds: [1, 2] })).toEqual(
    parameterError({ channelIds: ['Channel 2 does not exist.'] }),
  )
  expect(await post({ companyId: foreign, originChannelId: 2 })).toEqual(
    parameterError({ originChannelId: ['Channel 2 does not exist.'] }),
  )
  expect(await post({ companyId: foreign, extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] })).toEqual(
    parameterError({ extraFields: ['Team does not exist.'] }),
  )
  expect(await rowsOf(app)).toEqual(before)
})

test('a token that may only read creates nobody', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const before = await rowsOf(app)

  for (const [url, body] of [
    [usersUrl, { ...ann, companyId }],
    [`${usersUrl}/bulk`, [{ ...ann, companyId }]],
  ] as const) {
    expect(await app.send('POST', url, body, fromReader)).toEqual(refusal(403, 'Invalid access token'))
  }
  expect(await rowsOf(app)).toEqual(before)
})
