import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import {
  acme,
  aField,
  aGroup,
  alreadyExists,
  aPriceList,
  companiesUrl,
  companyUrl,
  detail,
  refused,
  shownField,
} from './company-replies.ts'
import { refusal, success } from './replies.ts'
import { success as userSuccess } from './super-admin-replies.ts'
import { aCustomer, rowsOf, item as user, userUrl } from './user-replies.ts'

test('a new company has its first admin, who has a customer', async ({ app }) => {
  const reply = await app.send('POST', companiesUrl, acme)

  const { companies, users, customers } = await rowsOf(app)
  const [company, admin, customer] = [companies[0], users[0], customers[0]]
  expect(reply).toEqual(success({ companyId: company?.id, customerId: customer?.id, customerGroupId: 0 }))
  const { companyId } = reply.body.data
  expect(await app.send('GET', companyUrl(companyId))).toEqual(success(detail(companyId)))
  if (!admin) throw new Error('There is no admin.')
  expect(await app.send('GET', userUrl(admin.id))).toEqual(
    userSuccess({ ...user(admin), companyId, customerId: customer?.id, extraFields: [] }),
  )
  expect([companies, users, customers].map(({ length }) => length)).toEqual([1, 1, 1])
  expect(await app.events()).toEqual([
    { event: 'company.created', companyId },
    { event: 'user.created', userId: admin.id, companyId },
  ])
})

test('all other fields are stored, and unknown keys are ignored', async ({ app }) => {
  const { groupId, priceListId } = await app.arrange(async (writer) => {
    await aField(writer)
    return { groupId: await aGroup(writer), priceListId: await aPriceList(writer) }
  })
  const place = {
    addressLine1: '1 Main Street',
    addressLine2: 'Floor 2',
    city: 'Austin',
    state: 'Texas',
    zipCode: '78701',
  }

  const { body } = await app.send('POST', companiesUrl, {
    ...acme,
    ...place,
    uuid: 'ERP 42',
    companyEmail: 'Jane@acme.example',
    adminEmail: 'Jane@acme.example',
    adminPhoneNumber: '555-1001',
    customerGroupId: groupId,
    catalogId: priceListId,
    originChannelId: 2,
    channelIds: [2],
    acceptCreationEmail: true,
    extraFields: [{ fieldName: 'Region', fieldValue: 'North: 1, 2' }],
    userExtraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
    CompanyName: 'X',
    companyStatus: 2,
  })

  const { companyId, customerId } = body.data
  expect(body.data).toEqual({ companyId, customerId, customerGroupId: groupId })
  expect(await app.send('GET', companyUrl(companyId))).toEqual(
    success({
      ...detail(companyId),
      ...place,
      uuid: 'ERP 42',
      companyEmail: 'Jane@acme.example',
      bcGroupId: groupId,
      bcGroupName: 'Gold',
      catalogId: String(priceListId),
      catalogName: 'Retail',
      extraFields: [shownField('North: 1, 2')],
    }),
  )
  const { users, customers } = await rowsOf(app)
  const shown = await app.send('GET', userUrl(users[0]?.id ?? 0))
  expect(shown.body.data).toMatchObject({
    email: 'Jane@acme.example',
    phoneNumber: '555-1001',
    role: 0,
    channelList: [{ channelId: 2 }],
    extraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
  })
  expect(customers).toMatchObject([{ id: customerId, customer_group_id: groupId, phone: '555-1001' }])
})

test('a customer with the admin’s email becomes the admin’s customer', async ({ app }) => {
  const customerId = await aCustomer(app, 'JANE@acme.example')

  const { body } = await app.send('POST', companiesUrl, acme)

  expect(body.data.customerId).toBe(customerId)
  expect((await rowsOf(app)).customers).toMatchObject([{ first_name: 'Jane', last_name: 'Smith' }])
})

test('0 or an empty text counts as no value', async ({ app }) => {
  const none = { companyPhone: '', city: '', state: '', zipCode: '', customerGroupId: 0, catalogId: 0 }

  const { body } = await app.send('POST', companiesUrl, { ...acme, ...none, extraFields: [] })

  const { companyId } = body.data
  expect(body.data.customerGroupId).toBe(0)
  expect(await app.send('GET', companyUrl(companyId))).toEqual(
    success({ ...detail(companyId), companyPhone: '' }),
  )
})

test('the email of a user or a super admin is taken, and then no company is created', async ({ app }) => {
  await app.arrange(async (writer) => {
    await aUser(writer, await aCompany(writer))
    await aSuperAdmin(writer)
    await updateSettings(writer, { companyBehavior: 'dependent' })
  })
  const before = await rowsOf(app)

  for (const adminEmail of ['JANE@acme.example', 'super@demo.example']) {
    expect(await app.send('POST', companiesUrl, { ...acme, adminEmail })).toEqual(alreadyExists)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('companies may share names, phones and emails', async ({ app }) => {
  await app.send('POST', companiesUrl, acme)

  const reply = await app.send('POST', companiesUrl, { ...acme, adminEmail: 'bob@acme.example' })

  expect(reply.status).toBe(200)
})

test('stores do not share emails', async ({ app }) => {
  await app.arrange(async (writer) => aUser(writer, await aCompany(writer)))

  const { status } = await app.send('POST', companiesUrl, acme, fromOtherStore)

  expect(status).toBe(200)
  expect((await app.send('GET', companiesUrl)).body.data).toHaveLength(1)
})

test('objects of another store do not exist', async ({ app }) => {
  const { groupId, priceListId } = await app.arrange(async (writer) => {
    await aField(writer)
    return { groupId: await aGroup(writer), priceListId: await aPriceList(writer) }
  })
  const before = await rowsOf(app)
  const field = [{ fieldName: 'Region', fieldValue: 'North' }]

  for (const [change, sentence] of [
    [{ customerGroupId: groupId }, 'The customer group does not exist.'],
    [{ catalogId: priceListId }, 'The price list does not exist.'],
    [{ channelIds: [1, 2] }, 'The channel 2 does not exist.'],
    [{ originChannelId: 2 }, 'The channel 2 does not exist.'],
    [{ extraFields: field }, 'The extra field Region does not exist.'],
    [{ userExtraFields: [{ fieldName: 'Team', fieldValue: 'red' }] }, 'The extra field Team does not exist.'],
  ] as const) {
    expect(await app.send('POST', companiesUrl, { ...acme, ...change }, fromOtherStore)).toEqual(
      refused(sentence),
    )
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a token that may only read creates nothing', async ({ app }) => {
  const before = await rowsOf(app)

  expect(await app.send('POST', companiesUrl, acme, fromReader)).toEqual(refusal(403, 'Invalid access token'))
  expect(await rowsOf(app)).toEqual(before)
})
