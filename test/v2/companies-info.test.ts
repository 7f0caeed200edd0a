import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { aCompany, anExtraField, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { noCompany, noUser, success } from './replies.ts'

const infoOf = (companyId: number | string) => `/api/v2/io/companies/${companyId}/basic-info`
const companyOf = (customerId: number | string) => `/api/v2/io/users/${customerId}/companies`

const place = {
  addressLine1: '1 Main St',
  addressLine2: 'Floor 2',
  city: 'Austin',
  state: 'Texas',
  country: 'United States',
  zipCode: '78701',
}
const given = {
  ...place,
  name: 'Bolt',
  email: 'office@bolt.example',
  phone: '555-3000',
  description: 'Bolts',
  uuid: 'u-1',
  status: 3,
}

test('the basic info of a company is shown as texts', async ({ app }) => {
  const { companyId, priceListId } = await app.arrange(async (writer) => {
    await anExtraField(writer, { fieldName: 'Tax', labelName: 'Tax number', isRequired: true })
    await anExtraField(writer, { fieldName: 'Size', fieldType: 2 })
    await anExtraField(writer, { fieldName: 'Unused' })
    const priceListId = await createPriceList(writer, 'Gold')
    const extraFields = [
      { fieldName: 'Size', fieldValue: '12' },
      { fieldName: 'Tax', fieldValue: 'DE1' },
    ]
    return { companyId: await aCompany(writer, { ...given, priceListId, extraFields }), priceListId }
  })

  expect(await app.send('GET', infoOf(companyId), undefined, fromReader)).toEqual(
    success(
      {
        companyId: String(companyId),
        companyName: 'Bolt',
        companyStatus: '3',
        companyEmail: 'office@bolt.example',
        phoneNumber: '555-3000',
        description: 'Bolts',
        ...place,
        catalogId: String(priceListId),
        catalogName: 'Gold',
        uuid: 'u-1',
        updatedAt: String(NOW),
        extraFields: [
          { fieldName: 'Tax', fieldValue: 'DE1', labelName: 'Tax number', isRequired: '1', dataType: '0' },
          { fieldName: 'Size', fieldValue: '12', labelName: 'Size', isRequired: '0', dataType: '2' },
        ],
      },
      'SUCCESS',
    ),
  )
})

test('a missing value of a company is an empty text', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  expect(await app.send('GET', infoOf(companyId))).toEqual(
    success(
      {
        companyId: String(companyId),
        companyName: 'Acme',
        companyStatus: '1',
        companyEmail: 'office@acme.example',
        phoneNumber: '555-1000',
        description: '',
        addressLine1: '',
        addressLine2: '',
        city: '',
        state: '',
        country: 'US',
        zipCode: '',
        catalogId: '',
        catalogName: '',
        uuid: '',
        updatedAt: String(NOW),
        extraFields: [],
      },
      'SUCCESS',
    ),
  )
})

test('the company of a customer is shown', async ({ app }) => {
  const { companyId, priceListId, jane } = await app.arrange(async (writer) => {
    const priceListId = await createPriceList(writer, 'Gold')
    await aUser(writer, await aCompany(writer), { email: 'bob@acme.example' })
    const companyId = await aCompany(writer, { ...given, priceListId })
    return { companyId, priceListId, jane: await aUser(writer, companyId) }
  })

  expect(await app.send('GET', companyOf(jane.customer_id), undefined, fromReader)).toEqual(
    success(
      {
        companyId: String(companyId),
        companyName: 'Bolt',
        companyStatus: '3',
        description: 'Bolts',
        ...place,
        catalogId: String(priceListId),
      },
      'SUCCESS',
    ),
  )
})

test('a customer whose company has no catalog is shown an empty text', async ({ app }) => {
  const jane = await app.arrange(async (writer) => aUser(writer, await aCompany(writer)))

  const { body } = await app.send('GET', companyOf(jane.customer_id))

  expect(body.data).toMatchObject({ catalogId: '', addressLine1: '', description: '' })
})

test('a company that does not exist or belongs to another store is not found', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  for (const id of [0, -1, 999_999, 'acme', '1.5']) {
    expect(await app.send('GET', infoOf(id))).toEqual(noCompany)
  }
  expect(await app.send('GET', infoOf(companyId), undefined, fromOtherStore)).toEqual(noCompany)
})

test('a customer who is not a company user, or belongs to another store, has no company', async ({ app }) => {
  const { sue, jane } = await app.arrange(async (writer) => ({
    sue: await aSuperAdmin(writer),
    jane: await aUser(writer, await aCompany(writer)),
  }))

  for (const id of [0, -1, 999_999, 'jane', sue.customer_id]) {
    expect(await app.send('GET', companyOf(id))).toEqual(noUser)
  }
  expect(await app.send('GET', companyOf(jane.customer_id), undefined, fromOtherStore)).toEqual(noUser)
})
