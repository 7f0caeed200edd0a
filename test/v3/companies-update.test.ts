import { expect } from 'vitest'
import { aCompany, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import {
  aField,
  aGroup,
  aPriceList,
  companyUrl,
  detail,
  noCompany,
  refused,
  shownField,
} from './company-replies.ts'
import { parameterError, refusal, success } from './replies.ts'
import { sendBroken } from './super-admin-replies.ts'
import { rowsOf } from './user-replies.ts'

/** A company in the group Gold with a user, and other objects to assign to it. */
async function arrangeCompany(app: App) {
  const arranged = await app.arrange(async (writer) => {
    await aField(writer)
    const gold = await aGroup(writer)
    const companyId = await aCompany(writer, {
      customerGroupId: gold,
      city: 'Austin',
      extraFields: [{ fieldName: 'Region', fieldValue: 'North' }],
    })
    await aUser(writer, companyId)
    return {
      companyId,
      gold,
      silver: await aGroup(writer, 'Silver'),
      retail: await aPriceList(writer),
      whole: await aPriceList(writer, 'Wholesale'),
    }
  })
  const { companyId, gold } = arranged
  const record = {
    ...detail(companyId),
    city: 'Austin',
    bcGroupId: gold,
    bcGroupName: 'Gold',
    extraFields: [shownField('North')],
  }
  return { ...arranged, url: companyUrl(companyId), record }
}

test('PUT changes the given fields', async ({ app }) => {
  const { companyId, url, record } = await arrangeCompany(app)
  app.clock.now = NOW + 60
  const changes = {
    companyName: 'Acme Ltd',
    companyEmail: 'new@acme.example',
    companyPhone: '',
    addressLine1: '1 Main Street',
    addressLine2: 'Floor 2',
    city: '',
    state: 'Texas',
    country: 'Mexico',
    zipCode: '78701',
    uuid: 'ERP 42',
  }

  const reply = await app.send('PUT', url, { ...changes, companyStatus: 2, adminEmail: 'x', createdAt: 1 })

  expect(reply).toEqual(success({ companyId }))
  expect(await app.send('GET', url)).toEqual(success({ ...record, ...changes, updatedAt: NOW + 60 }))
  expect(await app.send('GET', '/api/v3/io/companies?q=acme+ltd')).toMatchObject({
    body: { meta: { pagination: { totalCount: 1 } } },
  })
  expect(await app.events()).toEqual([{ event: 'company.updated', companyId }])
})

test('a PUT that changes no field still updates the time and causes an event', async ({ app }) => {
  const { companyId, url, record } = await arrangeCompany(app)
  app.clock.now = NOW + 60

  for (const body of [{}, { companyName: 'Acme' }]) {
    expect(await app.send('PUT', url, body)).toEqual(success({ companyId }))
  }
  expect(await app.send('GET', url)).toEqual(success({ ...record, updatedAt: NOW + 60 }))
  const event = { event: 'company.updated', companyId }
  expect(await app.events()).toEqual([event, event])
})

test('customerGroupId moves the company, 0 removes it from its group, and users keep their group', async ({
  app,
}) => {
  const { url, gold, silver } = await arrangeCompany(app)
  const group = async () => {
    const { body } = await app.send('GET', url)
    return { id: body.data.bcGroupId, name: body.data.bcGroupName }
  }

  await app.send('PUT', url, { customerGroupId: silver })
  expect(await group()).toEqual({ id: silver, name: 'Silver' })
  await app.send('PUT', url, { customerGroupId: 0 })
  expect(await group()).toEqual({ id: 0, name: '' })
  const { customers, groups } = await rowsOf(app)
  expect(customers.map((row) => row.customer_group_id)).toEqual([gold])
  expect(groups).toHaveLength(2)
})

test('priceListAssign gives each named channel its price list, and removes it from the others', async ({
  app,
}) => {
  const { url, retail, whole } = await arrangeCompany(app)
  const assigned = async () => (await app.send('GET', url)).body.data.priceListAssign
  const shown = (channelId: number, channelName: string, priceListId: number, priceListName: string) => ({
    ...{ channelId, channelName, priceListId, priceListName },
  })
  const put = (priceListAssign: object[]) => app.send('PUT', url, { priceListAssign })

  await put([
    { channelId: 2, priceListId: whole },
    { channelId: 1, priceListId: whole },
    { channelId: 1, priceListId: retail },
  ])
  expect(await assigned()).toEqual([
    shown(1, 'Demo storefront', retail, 'Retail'),
    shown(2, 'Demo wholesale', whole, 'Wholesale'),
  ])
  await put([{ channelId: 2, priceListId: retail }])
  expect(await assigned()).toEqual([shown(2, 'Demo wholesale', retail, 'Retail')])
  await put([])
  expect(await assigned()).toEqual([])
})

test('extraFields replaces all the extra fields', async ({ app }) => {
  const { url } = await arrangeCompany(app)
  await app.arrange((writer) => aField(writer, { fieldName: 'Terms' }))
  const fields = async () => (await app.send('GET', url)).body.data.extraFields

  await app.send('PUT', url, { extraFields: [{ fieldName: 'Terms', fieldValue: '30 days' }] })
  expect(await fields()).toEqual([shownField('30 days', 'Terms')])
  await app.send('PUT', url, { extraFields: [] })
  expect(await fields()).toEqual([])
})

test.for([
  ['null', { city: null }, 'The city may not be null.'],
  ['an empty name', { companyName: '' }, 'The company name is required.'],
  ['a bad email', { companyEmail: 'acme' }, 'The company email is not valid: Enter a valid email address.'],
  ['two mistakes', { uuid: 7, country: 7 }, 'The country is not valid: Not a valid string.'],
  ['an unknown group', { customerGroupId: 999 }, 'The customer group does not exist.'],
  ['a negative group', { customerGroupId: -1 }, 'The customer group does not exist.'],
  ['a price list without channel', { priceListAssign: [{ priceListId: 1 }] }, 'The channel id is required.'],
  [
    'an unknown price list',
    { priceListAssign: [{ channelId: 1, priceListId: 999 }] },
    'The price list does not exist.',
  ],
  [
    'an unknown field',
    { extraFields: [{ fieldName: 'X', fieldValue: '' }] },
    'The extra field X does not exist.',
  ],
] as const)('%s is refused in one sentence, and nothing changes', async ([, body, sentence], { app }) => {
  const { url } = await arrangeCompany(app)
  const before = await rowsOf(app)

  expect(await app.send('PUT', url, { addressLine1: 'X', ...body })).toEqual(refused(sentence))
  expect(await rowsOf(app)).toEqual(before)
})

test('a channel that the store does not have is refused', async ({ app }) => {
  const { url, retail } = await arrangeCompany(app)

  expect(await app.send('PUT', url, { priceListAssign: [{ channelId: 9, priceListId: retail }] })).toEqual(
    refused('The channel 9 does not exist.'),
  )
})

test('status sets the company’s status, and causes an event only when it changes', async ({ app }) => {
  const { companyId, url, record } = await arrangeCompany(app)
  app.clock.now = NOW + 60

  for (const companyStatus of [0, 2, 3, 3]) {
    expect(await app.send('PUT', `${url}/status`, { companyStatus })).toEqual(success({ companyId }))
    expect(await app.send('GET', url)).toEqual(success({ ...record, companyStatus, updatedAt: NOW + 60 }))
  }
  const updated = { event: 'company.updated', companyId }
  const told = (status: number) => [updated, { event: 'company.status_updated', companyId, status }]
  expect(await app.events()).toEqual([...told(0), ...told(2), ...told(3), updated])
})

test.for([
  [{}, 'The company status is required.'],
  [{ companyStatus: null }, 'The company status may not be null.'],
  [{ companyStatus: 4 }, 'The company status is not valid: Ensure this value is less than or equal to 3.'],
  [{ companyStatus: '1' }, 'The company status is not valid: A valid integer is required.'],
] as const)('%j is not a status', async ([body, sentence], { app }) => {
  const { url } = await arrangeCompany(app)
  const before = await rowsOf(app)

  expect(await app.send('PUT', `${url}/status`, body)).toEqual(refused(sentence))
  expect(await rowsOf(app)).toEqual(before)
})

test('only a company of the store can be changed', async ({ app }) => {
  const { companyId, url } = await arrangeCompany(app)
  const before = await rowsOf(app)

  for (const [path, body] of [
    ['', { companyName: 'X' }],
    ['/status', { companyStatus: 2 }],
  ] as const) {
    expect(await app.send('PUT', url + path, body, fromOtherStore)).toEqual(noCompany)
    expect(await app.send('PUT', companyUrl(999) + path, body)).toEqual(noCompany)
    expect(await app.send('PUT', companyUrl('acme') + path, body)).toEqual(
      refused('The company id is not valid: A valid integer is required.'),
    )
    expect(await app.send('PUT', url + path, body, fromReader)).toEqual(refusal(403, 'Invalid access token'))
    expect(await app.send('PUT', url + path, [body])).toEqual(
      parameterError('Invalid data. Expected an object.'),
    )
    expect(await sendBroken(app, 'PUT', url + path)).toEqual(refusal(400, 'Bad Request'))
  }
  expect(await rowsOf(app)).toEqual(before)
  expect(companyId).toBeGreaterThan(0)
})

test('objects of another store do not exist', async ({ app }) => {
  const { gold, retail } = await arrangeCompany(app)
  const foreign = await app.arrange(async (writer) => aCompany(writer), 'other567')
  const before = await rowsOf(app)
  const put = (body: object) => app.send('PUT', companyUrl(foreign), body, fromOtherStore)

  expect(await put({ customerGroupId: gold })).toEqual(refused('The customer group does not exist.'))
  expect(await put({ priceListAssign: [{ channelId: 1, priceListId: retail }] })).toEqual(
    refused('The price list does not exist.'),
  )
  expect(await put({ extraFields: [{ fieldName: 'Region', fieldValue: 'x' }] })).toEqual(
    refused('The extra field Region does not exist.'),
  )
  expect(await rowsOf(app)).toEqual(before)
})
