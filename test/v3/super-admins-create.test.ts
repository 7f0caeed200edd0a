import { expect } from 'vitest'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import {
  NO_NULLS,
  NOT_INTEGER,
  NOT_LIST,
  NOT_TEXT,
  REQUIRED,
  sendBroken,
  storefront,
  success,
  wholesale,
} from './super-admin-replies.ts'

const url = '/api/v3/io/super-admins'
const sue = { firstName: 'Sue', lastName: 'Super', email: 'Sue@demo.example' }
const alreadyExists = refusal(400, 'The user already exists.')

async function accounts(app: App) {
  return app.database.db.selectFrom('b2b_user').select(['email', 'company_id']).orderBy('id').execute()
}

test('a super admin needs names and an email, and starts without companies', async ({ app }) => {
  const reply = await app.send('POST', url, sue)

  const [row] = await app.database.db.selectFrom('b2b_user').select(['id', 'customer_id']).execute()
  expect(reply).toEqual(success({ userId: row?.id, customerId: row?.customer_id }))
  expect(await app.send('GET', `${url}/info/${row?.id}`)).toEqual(
    success({
      ...sue,
      id: row?.id,
      phone: '',
      uuid: '',
      createdAt: NOW,
      updatedAt: NOW,
      channelList: [storefront],
      customerId: row?.customer_id,
      extraFields: [],
    }),
  )
  expect(await app.database.db.selectFrom('super_admin_company').selectAll().execute()).toEqual([])
  expect(await app.events()).toEqual([{ event: 'super_admin.created', superAdminId: row?.id }])
})

test('all other fields are stored, and unknown keys are ignored', async ({ app }) => {
  const extraFields = [
    { fieldName: 'Cost centre', fieldValue: 'C-7' },
    { fieldName: 'Limit', fieldValue: '1000' },
  ]
  const given = { ...sue, phone: '555-3000', uuid: 'ERP 42', originChannelId: 2, extraFields }

  const { status, body } = await app.send('POST', url, {
    ...given,
    channelIds: [2, 1, 2],
    nickname: 'S',
    FirstName: 'X',
  })

  expect(status).toBe(200)
  const { originChannelId: _, ...shown } = given
  expect(await app.send('GET', `${url}/info/${body.data.userId}`)).toEqual(
    success({
      ...shown,
      id: body.data.userId,
      createdAt: NOW,
      updatedAt: NOW,
      channelList: [storefront, wholesale],
      customerId: body.data.customerId,
    }),
  )
  const origin = app.database.db
    .selectFrom('b2b_user')
    .innerJoin('channel', 'channel.id', 'b2b_user.origin_channel_id')
    .select('channel.channel_id')
  expect(await origin.execute()).toEqual([{ channel_id: 2 }])
})

test('an empty list of channels leaves the super admin without channels', async ({ app }) => {
  const { body } = await app.send('POST', url, { ...sue, channelIds: [] })

  const shown = await app.send('GET', `${url}/info/${body.data.userId}`)
  expect(shown.body.data.channelList).toEqual([])
})

test('two super admins may have the same uuid', async ({ app }) => {
  await app.arrange((writer) => aSuperAdmin(writer, { uuid: 'ERP 42' }))

  expect((await app.send('POST', url, { ...sue, uuid: 'ERP 42' })).status).toBe(200)
})

test('a customer with the email becomes the super admin’s customer, and takes the names', async ({ app }) => {
  const customerId = await app.arrange((writer) =>
    upsertCustomer(writer, { email: 'sue@DEMO.example', firstName: 'S', lastName: 'S', phone: '1' }),
  )

  const reply = await app.send('POST', url, sue)

  const [row] = await app.database.db.selectFrom('b2b_user').select('id').execute()
  expect(reply).toEqual(success({ userId: row?.id, customerId }))
  const customers = app.database.db.selectFrom('customer').select(['id', 'first_name', 'last_name', 'phone'])
  expect(await customers.execute()).toEqual([
    { id: customerId, first_name: 'Sue', last_name: 'Super', phone: '1' },
  ])
})

test('the email of a super admin is taken, in any case', async ({ app }) => {
  await app.arrange((writer) => aSuperAdmin(writer, { email: 'sue@demo.EXAMPLE' }))

  expect(await app.send('POST', url, sue)).toEqual(alreadyExists)
  expect(await accounts(app)).toEqual([{ email: 'sue@demo.EXAMPLE', company_id: null }])
  expect(await app.events()).toEqual([])
})

test('the email of a company user is taken, and their customer keeps its names', async ({ app }) => {
  const company = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    await aUser(writer, company, { email: 'SUE@demo.example' })
    return company
  })

  expect(await app.send('POST', url, sue)).toEqual(alreadyExists)
  expect(await accounts(app)).toEqual([{ email: 'SUE@demo.example', company_id: company }])
  const customers = app.database.db.selectFrom('customer').select(['first_name', 'last_name'])
  expect(await customers.execute()).toEqual([{ first_name: 'Jane', last_name: 'Smith' }])
  expect(await app.events()).toEqual([])
})

test('stores do not share emails', async ({ app }) => {
  await app.arrange((writer) => aSuperAdmin(writer, { email: sue.email }), 'other567')

  expect((await app.send('POST', url, sue)).status).toBe(200)
})

test('when two callers race for one email, one gets it', async ({ app }) => {
  const bodies = [sue, { ...sue, email: 'SUE@DEMO.EXAMPLE' }]

  const replies = await Promise.all(bodies.map((body) => app.send('POST', url, body)))

  const [row] = await app.database.db.selectFrom('b2b_user').select(['id', 'customer_id']).execute()
  const sorted = replies.toSorted((a, b) => a.status - b.status)
  expect(sorted).toEqual([success({ userId: row?.id, customerId: row?.customer_id }), alreadyExists])
  expect(await accounts(app)).toHaveLength(1)
  expect(await app.database.db.selectFrom('customer').select('id').execute()).toHaveLength(1)
  expect(await app.events()).toEqual([{ event: 'super_admin.created', superAdminId: row?.id }])
})

const tooLong = (most: number) => [`Ensure this field has no more than ${most} characters.`]

test.for([
  ['nothing', {}, { firstName: REQUIRED, lastName: REQUIRED, email: REQUIRED }],
  ['no last name', { firstName: 'Sue', email: sue.email }, { lastName: REQUIRED }],
  ['an empty name', { ...sue, firstName: '' }, { firstName: ['This field may not be blank.'] }],
  ['null for a name', { ...sue, lastName: null }, { lastName: NOT_TEXT }],
  ['null for texts', { ...sue, phone: null, uuid: null }, { phone: NOT_TEXT, uuid: NOT_TEXT }],
  ['no email at all', { ...sue, email: 'sue' }, { email: ['Enter a valid email address.'] }],
  ['a long email', { ...sue, email: `${'e'.repeat(300)}@demo.example` }, { email: tooLong(254) }],
  ['a long name', { ...sue, firstName: 'n'.repeat(256) }, { firstName: tooLong(255) }],
  ['a number for a phone', { ...sue, phone: 5 }, { phone: NOT_TEXT }],
  ['a null byte', { ...sue, firstName: 'Sue\0' }, { firstName: NO_NULLS }],
  ['half a surrogate pair', { ...sue, uuid: '\ud800' }, { uuid: NO_NULLS }],
  ['a text for a channel', { ...sue, originChannelId: '1' }, { originChannelId: NOT_INTEGER }],
  ['an unknown origin', { ...sue, originChannelId: 9 }, { originChannelId: ['Channel 9 does not exist.'] }],
  ['null for channels', { ...sue, channelIds: null }, { channelIds: NOT_LIST }],
  ['half a channel', { ...sue, channelIds: [1, 1.5] }, { channelIds: NOT_INTEGER }],
  ['an unknown channel', { ...sue, channelIds: [1, 9] }, { channelIds: ['Channel 9 does not exist.'] }],
  ['an object for extra fields', { ...sue, extraFields: {} }, { extraFields: NOT_LIST }],
  [
    'an extra field without value',
    { ...sue, extraFields: [{ fieldName: 'Team' }] },
    { fieldValue: REQUIRED },
  ],
  [
    'an unknown extra field',
    { ...sue, extraFields: [{ fieldName: 'Shoe size', fieldValue: '9' }] },
    { extraFields: ['Shoe size does not exist.'] },
  ],
  [
    'a value that an extra field does not take',
    { ...sue, extraFields: [{ fieldName: 'Team', fieldValue: 'green' }] },
    { extraFields: ['Team: "green" is not a valid choice.'] },
  ],
] as const)('%s is refused by name', async ([, body, errMsg], { app }) => {
  const reply = await app.send('POST', url, body)

  expect(reply).toEqual(parameterError(errMsg))
  expect(await accounts(app)).toEqual([])
  expect(await app.database.db.selectFrom('customer').selectAll().execute()).toEqual([])
  expect(await app.events()).toEqual([])
})

test('more channels than fit in one statement are refused by name', async ({ app }) => {
  const channelIds = Array.from({ length: 100_000 }, (_, index) => index + 1)

  expect(await app.send('POST', url, { ...sue, channelIds })).toEqual(
    parameterError({ channelIds: ['Channel 3 does not exist.'] }),
  )
})

test('a required extra field must be given', async ({ app }) => {
  await app.arrange((writer) => {
    const field = { uuid: 'region', fieldName: 'Region', labelName: 'Region', fieldType: 0 }
    return createExtraField(writer, { subject: 'user', ...field, isRequired: true })
  })

  expect(await app.send('POST', url, sue)).toEqual(parameterError({ extraFields: ['Region is required.'] }))
})

test('the value of a unique extra field can be used once', async ({ app }) => {
  const extraFields = [{ fieldName: 'Badge', fieldValue: 'B-1' }]
  await app.arrange((writer) => aSuperAdmin(writer, { extraFields }))

  expect(await app.send('POST', url, { ...sue, extraFields })).toEqual(
    parameterError({ extraFields: ['Badge: B-1 already exists.'] }),
  )
  expect(await accounts(app)).toHaveLength(1)
})

test.for([[[sue]], ['text'], [null], [7]])('a body that is %j is not an object', async ([body], { app }) => {
  expect(await app.send('POST', url, body)).toEqual(parameterError('Invalid data. Expected an object.'))
})

test('a body that is not JSON is a bad request', async ({ app }) => {
  expect(await sendBroken(app, 'POST', url)).toEqual(refusal(400, 'Bad Request'))
  expect(await accounts(app)).toEqual([])
})

test('a channel of another store does not exist', async ({ app }) => {
  expect(await app.send('POST', url, { ...sue, channelIds: [2] }, fromOtherStore)).toEqual(
    parameterError({ channelIds: ['Channel 2 does not exist.'] }),
  )
})

test('a token that may only read creates nobody', async ({ app }) => {
  expect(await app.send('POST', url, sue, fromReader)).toEqual(refusal(403, 'Invalid access token'))
  expect(await accounts(app)).toEqual([])
  expect(await app.events()).toEqual([])
})
