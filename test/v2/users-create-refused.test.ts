import { expect } from 'vitest'
import { createRole } from '../../src/domain/roles.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { fromOtherStore, test } from '../harness.ts'
import { emailTaken, lacking, noCompany, rowsOf, usersOf, valueError } from './replies.ts'

const ann = { email: 'ann@acme.example', firstName: 'Ann', lastName: 'Lee', phone: '555-3' }
const noStorefront = 'At least one B2B storefront needs to be enabled for a Company user.'
const tooLong = 'Ensure this field has no more than 255 characters.'

test('an email of a company user or a super admin is taken, in any case and for any role', async ({
  app,
}) => {
  const companyId = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId)
    await aSuperAdmin(writer)
    return companyId
  })
  const before = await rowsOf(app)

  for (const person of [
    { email: 'JANE@acme.example' },
    { email: 'jane@acme.example', userRole: 3 },
    { email: 'Super@demo.example' },
  ]) {
    expect(await app.send('POST', usersOf(companyId), { ...ann, ...person })).toEqual(emailTaken)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test.for([
  ['nothing', {}, lacking('email', 'firstName', 'lastName', 'phone')],
  ['no phone', { ...ann, phone: undefined }, lacking('phone')],
  ['an array', [ann], valueError({ non_field_errors: 'Invalid data. Expected an object.' })],
  ['no body', undefined, valueError({ non_field_errors: 'Invalid data. Expected an object.' })],
  ['null for a text', { ...ann, phone: null }, valueError({ phone: 'Not a valid string.' })],
  ['a number for a text', { ...ann, firstName: 5 }, valueError({ firstName: 'Not a valid string.' })],
  ['an empty name', { ...ann, lastName: '' }, valueError({ lastName: 'This field may not be blank.' })],
  ['a long name', { ...ann, lastName: 'x'.repeat(256) }, valueError({ lastName: tooLong })],
  ['a bad email', { ...ann, email: 'ann' }, valueError({ email: 'Enter a valid email address.' })],
  ['a role of 4', { ...ann, userRole: 4 }, valueError({ userRole: 'Not a valid choice.' })],
  ['a role of null', { ...ann, userRole: null }, valueError({ userRole: 'Not a valid choice.' })],
  [
    'a welcome of yes',
    { ...ann, acceptWelcomeEmail: 'yes' },
    valueError({ acceptWelcomeEmail: 'Not a valid choice.' }),
  ],
  [
    'an unknown role of the company',
    { ...ann, companyRoleId: 999_999 },
    valueError({ companyRoleId: '"999999" is not a valid choice.' }),
  ],
  [
    'an unknown channel',
    { ...ann, channelIds: [1, 9] },
    valueError({ channelIds: '"9" is not a valid choice.' }),
  ],
  ['no channels', { ...ann, channelIds: [] }, valueError({ channelIds: noStorefront })],
  [
    'an unknown origin',
    { ...ann, originChannelId: 9 },
    valueError({ originChannelId: '"9" is not a valid choice.' }),
  ],
  [
    'a text for a channel',
    { ...ann, channelIds: ['1'] },
    valueError({ channelIds: 'A valid integer is required.' }),
  ],
  [
    'an unknown extra field',
    { ...ann, extraFields: [{ fieldName: 'Shoe', fieldValue: '9' }] },
    valueError({ extraFields: 'Shoe does not exist.' }),
  ],
  [
    'a value that its extra field does not take',
    { ...ann, extraFields: [{ fieldName: 'Team', fieldValue: 'green' }] },
    valueError({ extraFields: 'Team: "green" is not a valid choice.' }),
  ],
  [
    'a null byte in a name',
    { ...ann, firstName: 'A\0' },
    valueError({ firstName: 'Null characters and unpaired surrogates are not allowed.' }),
  ],
] as const)('POST with %s is refused by name and changes nothing', async ([, body, refusal], { app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const before = await rowsOf(app)

  expect(await app.send('POST', usersOf(companyId), body)).toEqual(refusal)
  expect(await rowsOf(app)).toEqual(before)
})

test('nobody is created in an unknown company, even when the email is taken', async ({ app }) => {
  await app.arrange(async (writer) => aUser(writer, await aCompany(writer)))
  const before = await rowsOf(app)

  for (const person of [{ userRole: 3 }, { userRole: 0 }, { userRole: 3, email: 'jane@acme.example' }]) {
    expect(await app.send('POST', usersOf(999_999), { ...ann, ...person })).toEqual(noCompany)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a role of another store does not exist', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const companyRoleId = await app.arrange(
    (writer) => createRole(writer, { name: 'Theirs', permissions: [] }),
    'other567',
  )

  const reply = await app.send('POST', usersOf(companyId), { ...ann, companyRoleId })

  expect(reply).toEqual(valueError({ companyRoleId: `"${companyRoleId}" is not a valid choice.` }))
  expect((await rowsOf(app)).users).toEqual([])
})

test('a channel of another store does not exist', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer), 'other567')

  const reply = await app.send('POST', usersOf(companyId), { ...ann, channelIds: [2] }, fromOtherStore)

  expect(reply).toEqual(valueError({ channelIds: '"2" is not a valid choice.' }))
})

test('an email of 300 characters is refused, and __proto__ in a body sets no field', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const email = `${'x'.repeat(288)}@acme.example`

  const long = await app.send('POST', usersOf(companyId), { ...ann, email })
  const polluting = await app.server.inject({
    method: 'POST',
    url: usersOf(companyId),
    headers: {
      'x-auth-token': 'demo-token',
      'x-store-hash': 'demo1234',
      'content-type': 'application/json',
    },
    payload: `{"__proto__": {"email": "p@acme.example"}, "firstName": "P", "lastName": "P", "phone": ""}`,
  })

  expect(long).toEqual(valueError({ email: 'Ensure this field has no more than 254 characters.' }))
  expect({ status: polluting.statusCode, body: polluting.json() }).toEqual(lacking('email'))
})
