import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany, aConvertibleGroup, anExtraField, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { lacking, rowsOf, success, valueError } from './replies.ts'

const url = '/api/v2/io/companies/convert-from-customer-group'
const needed = {
  companyName: 'Bolt',
  companyEmail: 'office@bolt.example',
  phoneNumber: '555-3000',
  adminEmail: 'Ann@bolt.example',
  adminFirstName: 'Ann',
  adminLastName: 'Lee',
}
const noGroup = {
  status: 404,
  body: { code: 404, data: { errMsg: 'Customer Group Does not Exist' }, message: 'Not Found Error' },
}
const notAllowed = { status: 405, body: { code: 405, data: {}, message: 'Method Not Allowed' } }

test('a customer group becomes a company with its admin', async ({ app }) => {
  const { groupId, priceListId } = await app.arrange(async (writer) => {
    await anExtraField(writer, { fieldName: 'Tax', isRequired: true })
    const priceListId = await createPriceList(writer, 'Gold')
    return { groupId: await aConvertibleGroup(writer, { priceListId }), priceListId }
  })

  const reply = await app.send('POST', url, {
    ...needed,
    customerGroupId: String(groupId),
    adminPhoneNumber: '555-3001',
    addressLine1: '1 Main St',
    addressLine2: 'Floor 2',
    city: 'Austin',
    state: 'Texas',
    country: 'United States',
    zipCode: '78701',
    acceptWelcomeEmail: '1',
    extraFields: [{ fieldName: 'Tax', fieldValue: 'DE1' }],
    userExtraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
  })

  const { companies, users, customers, groups } = await rowsOf(app)
  const [companyId, userId, customerId] = [companies, users, customers].map(([row]) => row?.id)
  expect(reply).toEqual(success({ companyId: String(companyId) }))
  expect(groups).toEqual([expect.objectContaining({ id: groupId, name: 'Wholesale' })])
  expect((await app.send('GET', `/api/v2/io/companies/${companyId}/basic-info`)).body.data).toEqual({
    companyId: String(companyId),
    companyName: 'Bolt',
    companyStatus: '1',
    companyEmail: 'office@bolt.example',
    phoneNumber: '555-3000',
    description: '',
    addressLine1: '1 Main St',
    addressLine2: 'Floor 2',
    city: 'Austin',
    state: 'Texas',
    country: 'United States',
    zipCode: '78701',
    catalogId: String(priceListId),
    catalogName: 'Gold',
    uuid: '',
    updatedAt: String(NOW),
    extraFields: [{ fieldName: 'Tax', fieldValue: 'DE1', labelName: 'Tax', isRequired: '1', dataType: '0' }],
  })
  expect((await app.send('GET', `/api/v2/io/companies/${companyId}/users/${customerId}`)).body.data).toEqual(
    expect.objectContaining({
      id: String(userId),
      email: 'Ann@bolt.example',
      firstName: 'Ann',
      lastName: 'Lee',
      phoneNumber: '555-3001',
      role: '0',
      channelList: [{ channelId: 1, channelName: 'Demo storefront', iconUrl: '' }],
      extraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
    }),
  )
  expect(companies.map((row) => row.customer_group_id)).toEqual([groupId])
  expect(customers.map((row) => row.customer_group_id)).toEqual([groupId])
  expect(await app.events()).toEqual([
    { event: 'company.created', companyId },
    { event: 'user.created', userId, companyId },
  ])
})

test('the required fields alone are enough for a company', async ({ app }) => {
  const groupId = await app.arrange((writer) => aConvertibleGroup(writer))

  const reply = await app.send('POST', url, { ...needed, customerGroupId: groupId })

  const [company] = (await rowsOf(app)).companies
  expect(reply).toEqual(success({ companyId: String(company?.id) }))
  expect(company).toMatchObject({ name: 'Bolt', country: '', city: '', price_list_id: null })
})

test('missing fields are named', async ({ app }) => {
  expect(await app.send('POST', url, {})).toEqual(lacking('customerGroupId', ...Object.keys(needed)))
})

test.for([
  [{ customerGroupId: 'gold' }, 'customerGroupId', 'A valid integer is required.'],
  [{ companyName: '' }, 'companyName', 'This field may not be blank.'],
  [{ companyEmail: 'x' }, 'companyEmail', 'Enter a valid email address.'],
  [{ adminEmail: 'x' }, 'adminEmail', 'Enter a valid email address.'],
  [{ adminFirstName: null }, 'adminFirstName', 'Not a valid string.'],
  [{ acceptWelcomeEmail: '2' }, 'acceptWelcomeEmail', 'Not a valid choice.'],
  [{ extraFields: [{ fieldName: 'No', fieldValue: 'x' }] }, 'extraFields', 'No does not exist.'],
  [
    { userExtraFields: [{ fieldName: 'Team', fieldValue: 'x' }] },
    'extraFields',
    'Team: "x" is not a valid choice.',
  ],
] as const)(
  'an invalid value is refused by name, and nothing is created: %j',
  async ([change, field, why], { app }) => {
    const groupId = await app.arrange((writer) => aConvertibleGroup(writer))
    const before = await rowsOf(app)

    const reply = await app.send('POST', url, { ...needed, customerGroupId: groupId, ...change })

    expect(reply).toEqual(valueError({ [field]: why }))
    expect(await rowsOf(app)).toEqual(before)
  },
)

test('an admin whose email is taken is refused, and no company is created', async ({ app }) => {
  const groupId = await app.arrange(async (writer) => {
    await aUser(writer, await aCompany(writer), { email: 'ann@BOLT.example' })
    return aConvertibleGroup(writer)
  })
  const before = await rowsOf(app)

  const reply = await app.send('POST', url, { ...needed, customerGroupId: groupId })

  expect(reply).toEqual(valueError({ adminEmail: 'Email already exists.' }))
  expect(await rowsOf(app)).toEqual(before)
})

test('a group that a company already has is not converted', async ({ app }) => {
  const groupId = await app.arrange(async (writer) => {
    const customerGroupId = await aConvertibleGroup(writer)
    await aCompany(writer, { customerGroupId })
    return customerGroupId
  })
  const before = await rowsOf(app)

  const reply = await app.send('POST', url, { ...needed, customerGroupId: groupId })

  expect(reply).toEqual(valueError({ customerGroupId: 'The customer group belongs to a company already.' }))
  expect(await rowsOf(app)).toEqual(before)
})

test('a group that does not exist or belongs to another store is not found', async ({ app }) => {
  const groupId = await app.arrange((writer) => aConvertibleGroup(writer))
  await app.arrange((writer) => aConvertibleGroup(writer, { name: 'Theirs' }), 'other567')
  const before = await rowsOf(app)

  for (const customerGroupId of [0, -1, 999_999, '999999']) {
    expect(await app.send('POST', url, { ...needed, customerGroupId })).toEqual(noGroup)
  }
  const body = { ...needed, customerGroupId: groupId }
  expect(await app.send('POST', url, body, fromOtherStore)).toEqual(noGroup)
  expect((await app.send('POST', url, body, fromReader)).status).toBe(403)
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

  expect(await app.send('POST', url, { ...needed, customerGroupId: groupId })).toEqual(notAllowed)
  expect(await rowsOf(app)).toEqual(before)
})
