import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { aCompany, anExtraField } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { noCompany, rowsOf, success, valueError } from './replies.ts'

const infoOf = (companyId: number | string) => `/api/v2/io/companies/${companyId}/basic-info`
const TEXT = 'Not a valid string.'

test('PUT changes every field that it is given', async ({ app }) => {
  const { companyId, gold, silver } = await app.arrange(async (writer) => {
    await anExtraField(writer, { fieldName: 'Tax' })
    await anExtraField(writer, { fieldName: 'Size' })
    const extraFields = [{ fieldName: 'Size', fieldValue: '12' }]
    return {
      companyId: await aCompany(writer, { uuid: 'u-1', extraFields }),
      gold: await createPriceList(writer, 'Gold'),
      silver: await createPriceList(writer, 'Silver'),
    }
  })
  app.clock.now += 5
  const body = {
    companyName: 'Bolt',
    companyEmail: 'office@bolt.example',
    phoneNumber: '555-3000',
    description: 'Bolts',
    companyStatus: '2',
    catalogId: String(gold),
    addressLine1: '1 Main St',
    addressLine2: 'Floor 2',
    city: 'Austin',
    state: 'Texas',
    country: 'United States',
    zipCode: '78701',
  }
  const extraFields = [{ fieldName: 'Tax', fieldValue: 'DE1' }]
  const priceListAssign = [{ channelId: 2, priceListId: silver }]

  const reply = await app.send('PUT', infoOf(companyId), {
    ...body,
    extraFields,
    priceListAssign,
    uuid: 'u-2',
    customerGroupId: 9,
  })

  expect(reply).toEqual(success({ companyId: String(companyId) }))
  expect((await app.send('GET', infoOf(companyId))).body.data).toEqual({
    ...body,
    companyId: String(companyId),
    catalogName: 'Gold',
    uuid: 'u-1',
    updatedAt: String(NOW + 5),
    extraFields: [{ fieldName: 'Tax', fieldValue: 'DE1', labelName: 'Tax', isRequired: '0', dataType: '0' }],
  })
  expect((await rowsOf(app)).priceLists).toEqual([
    expect.objectContaining({ company_id: companyId, price_list_id: silver }),
  ])
  expect(await app.events()).toEqual([
    { event: 'company.updated', companyId },
    { event: 'company.status_updated', companyId, status: 2 },
  ])
})

test('PUT keeps the fields that it is not given, and does not change other companies', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    const priceListId = await createPriceList(writer, 'Gold')
    await anExtraField(writer, { fieldName: 'Tax', isRequired: true })
    const extraFields = [{ fieldName: 'Tax', fieldValue: 'DE1' }]
    await aCompany(writer, { extraFields })
    return aCompany(writer, { priceListId, city: 'Austin', description: 'Bolts', status: 3, extraFields })
  })
  const before = await rowsOf(app)

  expect(await app.send('PUT', infoOf(companyId), {})).toEqual(success({ companyId: String(companyId) }))
  expect(await app.send('PUT', infoOf(companyId), { companyName: 'Bolt', state: '' })).toEqual(
    success({ companyId: String(companyId) }),
  )

  const { companies, extraFields } = await rowsOf(app)
  expect(companies).toEqual(
    before.companies.map((row) =>
      row.id === companyId ? { ...row, name: 'Bolt', search_key: 'bolt' } : row,
    ),
  )
  expect(extraFields).toEqual(before.extraFields)
})

test('an empty catalog removes the price list, and a status may be a number', async ({ app }) => {
  const companyId = await app.arrange(async (writer) =>
    aCompany(writer, { priceListId: await createPriceList(writer, 'Gold') }),
  )

  const reply = await app.send('PUT', infoOf(companyId), { catalogId: '', companyStatus: 0 })

  expect(reply).toEqual(success({ companyId: String(companyId) }))
  expect((await app.send('GET', infoOf(companyId))).body.data).toMatchObject({
    catalogId: '',
    catalogName: '',
    companyStatus: '0',
  })
})

test.for([
  [{ companyName: '' }, { companyName: 'This field may not be blank.' }],
  [
    { companyName: null, city: null },
    { companyName: TEXT, city: TEXT },
  ],
  [{ companyEmail: 'nobody' }, { companyEmail: 'Enter a valid email address.' }],
  [{ companyStatus: '4' }, { companyStatus: 'Not a valid choice.' }],
  [{ companyStatus: 'approved' }, { companyStatus: 'Not a valid choice.' }],
  [{ phoneNumber: 'x'.repeat(51) }, { phoneNumber: 'Ensure this field has no more than 50 characters.' }],
  [{ description: 'a\0b' }, { description: 'Null characters and unpaired surrogates are not allowed.' }],
  [{ catalogId: '999999' }, { catalogId: '"999999" is not a valid choice.' }],
  [{ catalogId: 'gold' }, { catalogId: 'A valid integer is required.' }],
  [{ catalogId: null }, { catalogId: 'A valid integer is required.' }],
  [
    { priceListAssign: [{ channelId: 1, priceListId: 999_999 }] },
    { priceListId: '"999999" is not a valid choice.' },
  ],
  [{ extraFields: [{ fieldName: 'No', fieldValue: 'x' }] }, { extraFields: 'No does not exist.' }],
  [{ extraFields: {} }, { extraFields: 'Expected a list of items.' }],
  [[], { non_field_errors: 'Invalid data. Expected an object.' }],
] as const)('an invalid value for a company is refused by name: %j', async ([body, data], { app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const before = await rowsOf(app)

  expect(await app.send('PUT', infoOf(companyId), body)).toEqual(valueError(data))
  expect(await rowsOf(app)).toEqual(before)
})

test('a price list for an unknown channel is refused, and nothing else changes', async ({ app }) => {
  const { companyId, gold } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    gold: await createPriceList(writer, 'Gold'),
  }))
  const before = await rowsOf(app)
  const priceListAssign = [{ channelId: 9, priceListId: gold }]

  const reply = await app.send('PUT', infoOf(companyId), { companyName: 'Bolt', priceListAssign })

  expect(reply).toEqual(valueError({ channelId: '"9" is not a valid choice.' }))
  expect(await rowsOf(app)).toEqual(before)
})

test('a price list of another store does not exist', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const theirs = await app.arrange((writer) => createPriceList(writer, 'Theirs'), 'other567')

  expect(await app.send('PUT', infoOf(companyId), { catalogId: String(theirs) })).toEqual(
    valueError({ catalogId: `"${theirs}" is not a valid choice.` }),
  )
})

test('a company that does not exist or belongs to another store is not changed', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const before = await rowsOf(app)
  const body = { companyName: 'Bolt' }

  for (const id of [0, -1, 999_999, 'acme'])
    expect(await app.send('PUT', infoOf(id), body)).toEqual(noCompany)
  expect(await app.send('PUT', infoOf(companyId), body, fromOtherStore)).toEqual(noCompany)
  const denied = await app.send('PUT', infoOf(companyId), body, fromReader)
  expect(denied).toEqual({ status: 403, body: { code: 403, data: {}, message: 'Invalid access token' } })
  expect(await rowsOf(app)).toEqual(before)
})
