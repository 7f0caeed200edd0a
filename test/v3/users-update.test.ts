import { expect } from 'vitest'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { NO_NULLS, NOT_INTEGER, NOT_LIST, NOT_TEXT, sendBroken, success } from './super-admin-replies.ts'
import {
  aCustomer,
  emailTaken,
  internalChannels,
  item,
  NULL,
  noStorefront,
  noUser,
  roleId,
  rowsOf,
  userUrl,
} from './user-replies.ts'

const team = [{ fieldName: 'Team', fieldValue: 'red' }]
const notARole = (value: string) => [`The value "${value}" is not a valid role.`]

/** Jane, who has a value in every field, and Bob of the same company. */
async function arrangeJane(app: App) {
  const jane = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId, { email: 'bob@acme.example' })
    return aUser(writer, companyId, { phone: '555-1', uuid: 'u-1', extraFields: team })
  })
  const [internal] = await internalChannels(app)
  const channel = { channelId: internal, channelName: 'Demo storefront', bcChannelId: 1, iconUrl: '' }
  const record = {
    ...item(jane),
    phoneNumber: '555-1',
    uuid: 'u-1',
    channelList: [channel],
    extraFields: team,
  }
  return { jane, url: userUrl(jane.id), record }
}

test('PUT changes the given fields and returns the whole record, with the channels’ internal ids', async ({
  app,
}) => {
  const { jane, url, record } = await arrangeJane(app)
  const [, internal] = await internalChannels(app)
  app.clock.now = NOW + 60
  const changes = {
    firstName: 'Janet',
    lastName: 'Smythe',
    email: 'Janet@acme.example',
    phoneNumber: '555-2',
    uuid: '',
  }

  const reply = await app.send('PUT', url, {
    ...changes,
    role: 1,
    channelIds: [2],
    extraFields: [{ fieldName: 'Limit', fieldValue: '7' }],
    // Neither of these can be changed.
    companyId: 999,
    originChannelId: 999,
    Nickname: 'J',
  })

  const changed = {
    ...record,
    ...changes,
    role: 1,
    companyRoleId: await roleId(app, 'Senior Buyer'),
    companyRoleName: 'Senior Buyer',
    updatedAt: NOW + 60,
    channelList: [{ channelId: internal, channelName: 'Demo wholesale', bcChannelId: 2, iconUrl: '' }],
    extraFields: [{ fieldName: 'Limit', fieldValue: '7' }],
  }
  expect(reply).toEqual(success(changed))
  expect(await app.send('GET', url)).toEqual(
    success({ ...changed, channelList: [{ channelId: 2, channelName: 'Demo wholesale', iconUrl: '' }] }),
  )
  expect(await app.events()).toEqual([{ event: 'user.updated', userId: jane.id, companyId: jane.company_id }])
})

test('PUT also changes the names and the email of the customer', async ({ app }) => {
  const { jane, url } = await arrangeJane(app)

  await app.send('PUT', url, { email: 'Janet@acme.example', firstName: 'Janet' })

  const { customers } = await rowsOf(app)
  expect(customers.find(({ id }) => id === jane.customer_id)).toMatchObject({
    email: 'Janet@acme.example',
    email_key: 'janet@acme.example',
    first_name: 'Janet',
    last_name: 'Smith',
  })
})

test('a PUT that changes no field still updates the time and causes an event', async ({ app }) => {
  const { jane, url, record } = await arrangeJane(app)
  const event = { event: 'user.updated', userId: jane.id, companyId: jane.company_id }
  app.clock.now = NOW + 60

  expect(await app.send('PUT', url, {})).toEqual(success({ ...record, updatedAt: NOW + 60 }))
  expect(await app.send('PUT', url, { firstName: 'Jane', role: 0 })).toEqual(
    success({ ...record, updatedAt: NOW + 60 }),
  )
  expect(await app.events()).toEqual([event, event])
})

test('a role id takes precedence over one of the three roles', async ({ app }) => {
  const { url } = await arrangeJane(app)
  const companyRoleId = await roleId(app, 'Buyer with approval')

  const { body } = await app.send('PUT', url, { role: 0, companyRoleId })

  expect(body.data).toMatchObject({ role: 2, companyRoleId, companyRoleName: 'Buyer with approval' })
})

test('an email may change its case or become one that is free', async ({ app }) => {
  const { url } = await arrangeJane(app)

  for (const email of ['JANE@acme.example', 'free@acme.example', 'jane@acme.example']) {
    expect((await app.send('PUT', url, { email })).body.data.email).toBe(email)
  }
})

test('an email that a user, a super admin or a customer has is taken, in any case', async ({ app }) => {
  const { url } = await arrangeJane(app)
  await app.arrange((writer) => aSuperAdmin(writer))
  await aCustomer(app, 'customer@demo.example')
  const before = await rowsOf(app)

  for (const email of ['BOB@acme.example', 'SUPER@demo.example', 'Customer@demo.example']) {
    expect(await app.send('PUT', url, { firstName: 'X', email })).toEqual(emailTaken(email))
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('an empty list of extra fields clears them, unless one is required', async ({ app }) => {
  const { url } = await arrangeJane(app)
  expect((await app.send('PUT', url, { extraFields: [] })).body.data.extraFields).toEqual([])

  await app.arrange((writer) => {
    const field = { uuid: 'region', fieldName: 'Region', labelName: 'Region', fieldType: 0 }
    return createExtraField(writer, { subject: 'user', ...field, isRequired: true })
  })
  expect(await app.send('PUT', url, { extraFields: team })).toEqual(
    parameterError({ extraFields: ['Region is required.'] }),
  )
  expect((await app.send('PUT', url, { firstName: 'X' })).status).toBe(200)
})

test.for([
  ['null', { firstName: null, email: null, role: null }, { firstName: NULL, email: NULL, role: NULL }],
  ['an empty name', { firstName: '' }, { firstName: ['This field may not be blank.'] }],
  ['no email at all', { email: 'jane' }, { email: ['Enter a valid email address.'] }],
  ['no such role', { role: 5 }, { role: notARole('5') }],
  ['a text for a role', { role: '5' }, { role: notARole('5') }],
  ['no such company role', { companyRoleId: 999 }, { companyRoleId: notARole('999') }],
  ['a text for a company role', { companyRoleId: 'x' }, { companyRoleId: NOT_INTEGER }],
  ['a number for a phone', { phoneNumber: 5 }, { phoneNumber: NOT_TEXT }],
  ['a null byte', { uuid: '\0' }, { uuid: NO_NULLS }],
  ['a null byte for a role', { role: '\0' }, { role: NO_NULLS }],
  ['no list of channels', { channelIds: 2 }, { channelIds: NOT_LIST }],
  ['an unknown channel', { channelIds: [9] }, { channelIds: ['Channel 9 does not exist.'] }],
  ['no list of fields', { extraFields: {} }, { extraFields: NOT_LIST }],
  [
    'a field without value',
    { extraFields: [{ fieldName: 'Team' }] },
    { fieldValue: ['This field is required'] },
  ],
  [
    'a value that its field does not take',
    { extraFields: [{ fieldName: 'Team', fieldValue: 'green' }] },
    { extraFields: ['Team: "green" is not a valid choice.'] },
  ],
] as const)('%s is refused by name, and nothing changes', async ([, body, errMsg], { app }) => {
  const { url } = await arrangeJane(app)
  const before = await rowsOf(app)

  expect(await app.send('PUT', url, { lastName: 'X', ...body })).toEqual(parameterError(errMsg))
  expect(await rowsOf(app)).toEqual(before)
})

test('a user must stay on at least one storefront', async ({ app }) => {
  const { url } = await arrangeJane(app)
  const before = await rowsOf(app)

  expect(await app.send('PUT', url, { firstName: 'X', channelIds: [] })).toEqual(noStorefront)
  expect(await rowsOf(app)).toEqual(before)
})

test('a body that is not an object, or not JSON, is refused', async ({ app }) => {
  const { url } = await arrangeJane(app)

  for (const body of [[{}], 'text', null]) {
    expect(await app.send('PUT', url, body)).toEqual(parameterError('Invalid data. Expected an object.'))
  }
  expect(await sendBroken(app, 'PUT', url)).toEqual(refusal(400, 'Bad Request'))
})

test('only a company user of the store can be changed', async ({ app }) => {
  const { url } = await arrangeJane(app)
  const superAdmin = await app.arrange((writer) => aSuperAdmin(writer))
  const before = await rowsOf(app)

  expect(await app.send('PUT', url, { firstName: 'X' }, fromOtherStore)).toEqual(noUser)
  expect(await app.send('PUT', userUrl(superAdmin.id), { firstName: 'X' })).toEqual(noUser)
  expect(await app.send('PUT', userUrl(999), { channelIds: [] })).toEqual(noUser)
  expect(await app.send('PUT', userUrl('jane'), {})).toEqual(parameterError({ userId: NOT_INTEGER }))
  expect(await app.send('PUT', url, { firstName: 'X' }, fromReader)).toEqual(
    refusal(403, 'Invalid access token'),
  )
  expect(await rowsOf(app)).toEqual(before)
})

test('objects of another store do not exist', async ({ app }) => {
  const approver = await roleId(app, 'Buyer with approval')
  const foreign = await app.arrange(async (writer) => aUser(writer, await aCompany(writer)), 'other567')
  const before = await rowsOf(app)
  const put = (body: object) => app.send('PUT', userUrl(foreign.id), body, fromOtherStore)

  expect(await put({ companyRoleId: approver })).toEqual(
    parameterError({ companyRoleId: notARole(String(approver)) }),
  )
  expect(await put({ channelIds: [2] })).toEqual(
    parameterError({ channelIds: ['Channel 2 does not exist.'] }),
  )
  expect(await put({ extraFields: team })).toEqual(parameterError({ extraFields: ['Team does not exist.'] }))
  expect(await rowsOf(app)).toEqual(before)
})
