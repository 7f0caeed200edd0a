import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany, aConvertibleGroup, aUser } from '../builders.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { ann, companiesOf, needed, notAllowed, notFound, rowsOf } from './customer-group-replies.ts'
import { refusal } from './replies.ts'

test.for([
  [{}, 'The company name is required.'],
  [{ ...ann, country: undefined }, 'The country is required.'],
  [{ ...ann, adminPhoneNumber: '' }, 'The admin phone number is required.'],
  [needed, 'The admin first name is required.'],
  [{ ...needed, adminFirstName: 'Ann' }, 'The admin last name is required.'],
  [{ ...ann, adminFirstName: '' }, 'The admin first name is required.'],
  [{ ...ann, adminEmail: 'x' }, 'The admin email is not valid: Enter a valid email address.'],
  [{ ...ann, city: null }, 'The city may not be null.'],
  [{ ...ann, catalogId: '999999' }, 'The price list does not exist.'],
  [{ ...ann, extraFields: [{ fieldName: 'No', fieldValue: 'x' }] }, 'The extra field No does not exist.'],
  [
    { ...ann, userExtraFields: [{ fieldName: 'Team', fieldValue: 'x' }] },
    'The Team is not valid: "x" is not a valid choice.',
  ],
] as const)('the first mistake is named, and nothing is created: %j', async ([body, sentence], { app }) => {
  const groupId = await app.arrange((writer) => aConvertibleGroup(writer))
  const before = await rowsOf(app)

  expect(await app.send('POST', companiesOf(groupId), body)).toEqual(refusal(422, sentence))
  expect(await rowsOf(app)).toEqual(before)
})

test('an admin whose email is taken is refused, and no company is created', async ({ app }) => {
  const groupId = await app.arrange(async (writer) => {
    await aUser(writer, await aCompany(writer), { email: 'ann@BOLT.example' })
    return aConvertibleGroup(writer)
  })
  const before = await rowsOf(app)

  const reply = await app.send('POST', companiesOf(groupId), ann)

  expect(reply).toEqual(refusal(400, 'The user already exists.'))
  expect(await rowsOf(app)).toEqual(before)
})

test('a group that a company already has is not converted, and the reply names the company', async ({
  app,
}) => {
  const { groupId, companyId } = await app.arrange(async (writer) => {
    const groupId = await aConvertibleGroup(writer)
    return { groupId, companyId: await aCompany(writer, { customerGroupId: groupId }) }
  })
  const before = await rowsOf(app)

  const reply = await app.send('POST', companiesOf(groupId), ann)

  expect(reply).toEqual(refusal(400, 'The customer group belongs to a company already.', { companyId }))
  expect(await rowsOf(app)).toEqual(before)
})

test('a group that does not exist or belongs to another store is not found', async ({ app }) => {
  const groupId = await app.arrange((writer) => aConvertibleGroup(writer))
  await app.arrange((writer) => aConvertibleGroup(writer, { name: 'Theirs' }), 'other567')
  const before = await rowsOf(app)

  for (const id of [0, -1, 999_999]) {
    expect(await app.send('POST', companiesOf(id), ann)).toEqual(notFound)
  }
  expect(await app.send('POST', companiesOf('gold'), ann)).toEqual(
    refusal(422, 'The customer group id is not valid: A valid integer is required.'),
  )
  expect(await app.send('POST', companiesOf(groupId), ann, fromOtherStore)).toEqual(notFound)
  expect((await app.send('POST', companiesOf(groupId), ann, fromReader)).status).toBe(403)
  expect(await rowsOf(app)).toEqual(before)
})

test.for([
  { companyBehavior: 'independent', multiStorefront: false },
  { companyBehavior: 'dependent', multiStorefront: true },
] as const)('a store with %j does not turn groups into companies', async (settings, { app }) => {
  const groupId = await app.arrange(async (writer) => {
    const groupId = await aConvertibleGroup(writer)
    await updateSettings(writer, settings)
    return groupId
  })
  const before = await rowsOf(app)

  expect(await app.send('POST', companiesOf(groupId), ann)).toEqual(notAllowed)
  expect(await rowsOf(app)).toEqual(before)
})
