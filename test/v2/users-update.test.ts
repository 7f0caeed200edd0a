import { expect } from 'vitest'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { emailTaken, lacking, noUser, rowsOf, success, userOf, usersOf, valueError } from './replies.ts'

/** Acme with its admin Jane and the assigned super admin Sue; Bob is in another company. */
function arrangeAcme(app: App) {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const jane = await aUser(writer, companyId, {
      phone: '555-1',
      uuid: 'u-1',
      extraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
    })
    const sue = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, sue.id, [{ companyId, assigned: true }])
    const bob = await aUser(writer, await aCompany(writer), { email: 'bob@else.example' })
    await upsertCustomer(writer, { email: 'loose@demo.example', firstName: 'L', lastName: 'L', phone: '' })
    return { companyId, jane, sue, bob }
  })
}

async function shown(app: App, companyId: number, customerId: number) {
  const { body } = await app.send('GET', `${usersOf(companyId)}/${customerId}`)
  return body.data
}

test('PUT by email changes the given fields and keeps the rest', async ({ app }) => {
  const { companyId, jane } = await arrangeAcme(app)
  const before = await shown(app, companyId, jane.customer_id)
  app.clock.now += 60

  const reply = await app.send('PUT', usersOf(companyId), {
    email: 'JANE@acme.example',
    firstName: 'Janet',
    lastName: 'Lee',
    userRole: '1',
    acceptWelcomeEmail: '0',
  })

  expect(reply).toEqual(success({ customerId: String(jane.customer_id), userId: String(jane.id) }))
  expect(await shown(app, companyId, jane.customer_id)).toEqual({
    ...before,
    firstName: 'Janet',
    lastName: 'Lee',
    role: '1',
    companyRoleId: 2,
    companyRoleName: 'Senior Buyer',
    updatedAt: String(NOW + 60),
  })
  const [customer] = (await rowsOf(app)).customers
  expect(customer).toMatchObject({ email: 'jane@acme.example', first_name: 'Janet', last_name: 'Lee' })
  expect(await app.events()).toEqual([{ event: 'user.updated', userId: jane.id, companyId }])
})

test('PUT by id changes any subset, and changes the customer’s email with the user’s', async ({ app }) => {
  const { companyId, jane } = await arrangeAcme(app)
  const before = await shown(app, companyId, jane.customer_id)

  const reply = await app.send('PUT', userOf(companyId, jane.id), {
    email: 'Janet@acme.example',
    phone: '',
    uuid: 'u-2',
    channelIds: [2],
    extraFields: [{ fieldName: 'Limit', fieldValue: '5' }],
  })

  expect(reply).toEqual(success({ customerId: jane.customer_id, userId: jane.id }))
  expect(await shown(app, companyId, jane.customer_id)).toEqual({
    ...before,
    email: 'Janet@acme.example',
    phoneNumber: '',
    uuid: 'u-2',
    channelList: [{ channelId: 2, channelName: 'Demo wholesale', iconUrl: '' }],
    extraFields: [{ fieldName: 'Limit', fieldValue: '5' }],
  })
  const [customer] = (await rowsOf(app)).customers
  expect(customer).toMatchObject({ email: 'Janet@acme.example', first_name: 'Jane' })
  expect(await app.events()).toEqual([{ event: 'user.updated', userId: jane.id, companyId }])
})

test('PUT by id accepts an empty body, and the same email in another case', async ({ app }) => {
  const { companyId, jane } = await arrangeAcme(app)
  const before = await shown(app, companyId, jane.customer_id)
  const done = success({ customerId: jane.customer_id, userId: jane.id })

  expect(await app.send('PUT', userOf(companyId, jane.id), {})).toEqual(done)
  expect(await shown(app, companyId, jane.customer_id)).toEqual(before)
  expect(await app.send('PUT', userOf(companyId, jane.id), { email: 'JANE@acme.example' })).toEqual(done)
  expect(await shown(app, companyId, jane.customer_id)).toEqual({ ...before, email: 'JANE@acme.example' })
})

test('an email of a user, a super admin or a customer is refused as a new email', async ({ app }) => {
  const { companyId, jane } = await arrangeAcme(app)
  const before = await rowsOf(app)

  for (const email of ['Bob@else.example', 'super@demo.example', 'LOOSE@demo.example']) {
    expect(await app.send('PUT', userOf(companyId, jane.id), { firstName: 'X', email })).toEqual(emailTaken)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('nobody becomes a super admin by an update', async ({ app }) => {
  const { companyId, jane } = await arrangeAcme(app)
  const before = await rowsOf(app)
  const forbidden = valueError({ userRole: 'A company user can not become a super admin.' })
  const names = { email: jane.email, firstName: 'X', lastName: 'X' }

  expect(await app.send('PUT', usersOf(companyId), { ...names, userRole: 3 })).toEqual(forbidden)
  expect(await app.send('PUT', userOf(companyId, jane.id), { userRole: '3' })).toEqual(forbidden)
  expect(await app.send('PUT', userOf(companyId, 999_999), { userRole: '3' })).toEqual(noUser)
  expect(await rowsOf(app)).toEqual(before)
})

test('a super admin, a user of another company and an unknown user are not found', async ({ app }) => {
  const { companyId, sue, bob } = await arrangeAcme(app)
  const before = await rowsOf(app)

  for (const email of [sue.email, bob.email, 'nobody@acme.example']) {
    const reply = await app.send('PUT', usersOf(companyId), { email, firstName: 'X', lastName: 'X' })
    expect(reply).toEqual(noUser)
  }
  for (const userId of [sue.id, bob.id, 999_999, 'x']) {
    expect(await app.send('PUT', userOf(companyId, userId), { firstName: 'X' })).toEqual(noUser)
  }
  expect(await rowsOf(app)).toEqual(before)
})

const jane = { email: 'jane@acme.example', firstName: 'Jane', lastName: 'Smith' }
test.for([
  ['nothing', {}, lacking('email', 'firstName', 'lastName')],
  ['no email', { firstName: 'X', lastName: 'X' }, lacking('email')],
  ['an array', [], valueError({ non_field_errors: 'Invalid data. Expected an object.' })],
  ['a bad email', { ...jane, email: 'jane' }, valueError({ email: 'Enter a valid email address.' })],
  ['a phone of null', { ...jane, phone: null }, valueError({ phone: 'Not a valid string.' })],
  ['a role of -1', { ...jane, userRole: -1 }, valueError({ userRole: 'Not a valid choice.' })],
  [
    'an unknown role of the company',
    { ...jane, companyRoleId: 999_999 },
    valueError({ companyRoleId: '"999999" is not a valid choice.' }),
  ],
] as const)('PUT by email with %s is refused and changes nothing', async ([, body, refusal], { app }) => {
  const { companyId } = await arrangeAcme(app)
  const before = await rowsOf(app)

  expect(await app.send('PUT', usersOf(companyId), body)).toEqual(refusal)
  expect(await rowsOf(app)).toEqual(before)
})

test.for([
  ['an array', [], { non_field_errors: 'Invalid data. Expected an object.' }],
  ['an email of null', { email: null }, { email: 'Not a valid string.' }],
  ['an empty name', { firstName: '' }, { firstName: 'This field may not be blank.' }],
  ['a role of text', { userRole: 'admin' }, { userRole: 'Not a valid choice.' }],
  [
    'no channels',
    { channelIds: [] },
    { channelIds: 'At least one B2B storefront needs to be enabled for a Company user.' },
  ],
  ['an unknown channel', { channelIds: [9] }, { channelIds: '"9" is not a valid choice.' }],
  ['an extra field of null', { extraFields: null }, { extraFields: 'Expected a list of items.' }],
] as const)('PUT by id with %s is refused and changes nothing', async ([, body, data], { app }) => {
  const { companyId, jane } = await arrangeAcme(app)
  const before = await rowsOf(app)

  expect(await app.send('PUT', userOf(companyId, jane.id), body)).toEqual(valueError(data))
  expect(await rowsOf(app)).toEqual(before)
})
