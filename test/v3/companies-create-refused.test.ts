import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { acme, aField, companiesUrl, refused } from './company-replies.ts'
import { parameterError, refusal } from './replies.ts'
import { sendBroken } from './super-admin-replies.ts'
import { rowsOf } from './user-replies.ts'

const required = [
  ['companyName', 'company name'],
  ['companyPhone', 'company phone'],
  ['companyEmail', 'company email'],
  ['country', 'country'],
  ['adminFirstName', 'admin first name'],
  ['adminLastName', 'admin last name'],
  ['adminEmail', 'admin email'],
] as const
const LONG = (most: number) => `Ensure this field has no more than ${most} characters.`
const long = (most: number) => 'n'.repeat(most + 1)
const longEmail = (most: number) => `${'e'.repeat(most)}@acme.example`

test('of several missing fields the first is named', async ({ app }) => {
  const body: Record<string, string> = {}
  for (const [key, spoken] of required) {
    expect(await app.send('POST', companiesUrl, body)).toEqual(refused(`The ${spoken} is required.`))
    body[key] = acme[key]
  }
  expect((await app.send('POST', companiesUrl, body)).status).toBe(200)
})

test('of several bad or missing fields the first in the order of the documentation is named', async ({
  app,
}) => {
  for (const [body, sentence] of [
    [{ country: 7, companyName: 7 }, 'The company name is not valid: Not a valid string.'],
    [{ uuid: 7, city: 7, ...acme }, 'The city is not valid: Not a valid string.'],
    [
      { ...acme, channelIds: 1, adminEmail: 'jane' },
      'The admin email is not valid: Enter a valid email address.',
    ],
    [{ ...acme, companyPhone: 7, companyName: undefined }, 'The company name is required.'],
  ] as const) {
    expect(await app.send('POST', companiesUrl, body)).toEqual(refused(sentence))
  }
})

test.for([
  ['an empty name', { companyName: '' }, 'The company name is required.'],
  ['an empty email', { companyEmail: '' }, 'The company email is required.'],
  ['an empty country', { country: '' }, 'The country is required.'],
  ['an empty admin name', { adminLastName: '' }, 'The admin last name is required.'],
  ['null for what is needed', { companyName: null }, 'The company name may not be null.'],
  ['null for a text', { addressLine1: null }, 'The address line1 may not be null.'],
  ['null for a group', { customerGroupId: null }, 'The customer group id may not be null.'],
  ['null for a list', { extraFields: null }, 'The extra fields may not be null.'],
  ['a long name', { companyName: long(200) }, `The company name is not valid: ${LONG(200)}`],
  ['a long phone', { companyPhone: long(50) }, `The company phone is not valid: ${LONG(50)}`],
  ['a long email', { companyEmail: longEmail(200) }, `The company email is not valid: ${LONG(200)}`],
  ['a long country', { country: long(200) }, `The country is not valid: ${LONG(200)}`],
  ['a long admin name', { adminFirstName: long(100) }, `The admin first name is not valid: ${LONG(100)}`],
  ['a long admin email', { adminEmail: longEmail(100) }, `The admin email is not valid: ${LONG(100)}`],
  ['a long line', { addressLine2: long(200) }, `The address line2 is not valid: ${LONG(200)}`],
  ['a long city', { city: long(100) }, `The city is not valid: ${LONG(100)}`],
  ['a long state', { state: long(50) }, `The state is not valid: ${LONG(50)}`],
  ['a long zip code', { zipCode: long(50) }, `The zip code is not valid: ${LONG(50)}`],
  [
    'a null byte',
    { companyName: 'Acme\0' },
    'The company name is not valid: Null characters and unpaired surrogates are not allowed.',
  ],
  [
    'a text for a group',
    { customerGroupId: '1' },
    'The customer group id is not valid: A valid integer is required.',
  ],
  ['an unknown group', { customerGroupId: 999 }, 'The customer group does not exist.'],
  ['an unknown price list', { catalogId: 999 }, 'The price list does not exist.'],
  ['an unknown channel', { channelIds: [1, 9] }, 'The channel 9 does not exist.'],
  ['an unknown origin', { originChannelId: 9 }, 'The channel 9 does not exist.'],
  ['no channel', { channelIds: [] }, 'At least one B2B storefront needs to be enabled for a Company user.'],
  [
    'a number for a switch',
    { acceptCreationEmail: 1 },
    'The accept creation email is not valid: Must be a valid boolean.',
  ],
  ['a field without value', { extraFields: [{ fieldName: 'Region' }] }, 'The field value is required.'],
  [
    'no field at all',
    { userExtraFields: ['Team'] },
    'The user extra fields is not valid: Invalid data. Expected a dictionary.',
  ],
  [
    'an unknown field',
    { extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] },
    'The extra field Team does not exist.',
  ],
  [
    'an unknown field of the admin',
    { userExtraFields: [{ fieldName: 'Region', fieldValue: 'x' }] },
    'The extra field Region does not exist.',
  ],
  [
    'a value that its field does not take',
    { extraFields: [{ fieldName: 'Seats', fieldValue: 'many' }] },
    'The Seats is not valid: A valid number is required.',
  ],
  [
    'a value that is taken',
    { extraFields: [{ fieldName: 'Region', fieldValue: 'North' }] },
    'The Region already exists.',
  ],
] as const)(
  '%s is refused in one sentence, and nothing is created',
  async ([, change, sentence], { app }) => {
    await app.arrange(async (writer) => {
      await aField(writer, { isUnique: true })
      await aField(writer, { fieldName: 'Seats', fieldType: 2 })
      await aCompany(writer, { extraFields: [{ fieldName: 'Region', fieldValue: 'North' }] })
    })
    const before = await rowsOf(app)

    expect(await app.send('POST', companiesUrl, { ...acme, ...change })).toEqual(refused(sentence))
    expect(await rowsOf(app)).toEqual(before)
  },
)

test('extra fields that require a value must be given, for the company and for its admin', async ({
  app,
}) => {
  await app.arrange(async (writer) => {
    await aField(writer, { isRequired: true })
    await aField(writer, { subject: 'user', fieldName: 'Desk', isRequired: true })
  })
  const region = [{ fieldName: 'Region', fieldValue: 'North' }]
  const desk = [{ fieldName: 'Desk', fieldValue: '4' }]
  const post = (change: object) => app.send('POST', companiesUrl, { ...acme, ...change })

  expect(await post({ userExtraFields: desk })).toEqual(refused('The Region is required.'))
  expect(await post({ extraFields: region })).toEqual(refused('The Desk is required.'))
  expect(
    await post({ extraFields: [{ fieldName: 'Region', fieldValue: '' }], userExtraFields: desk }),
  ).toEqual(refused('The Region is required.'))
  expect((await rowsOf(app)).companies).toEqual([])
  expect((await post({ extraFields: region, userExtraFields: desk })).status).toBe(200)
})

test.for([[[acme]], ['text'], [null], [7]])('a body that is %j is not an object', async ([body], { app }) => {
  expect(await app.send('POST', companiesUrl, body)).toEqual(
    parameterError('Invalid data. Expected an object.'),
  )
})

test('a body that is not JSON is a bad request', async ({ app }) => {
  expect(await sendBroken(app, 'POST', companiesUrl)).toEqual(refusal(400, 'Bad Request'))
})
