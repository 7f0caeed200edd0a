import { expect } from 'vitest'
import { addressRows } from '../addresses.ts'
import { aCompany } from '../builders.ts'
import { fromOtherStore, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { list, REQUIRED } from './super-admin-replies.ts'

const url = '/api/v3/io/addresses/bulk'

const entry = (companyId: number, more: object = {}) => ({
  firstName: 'Jane',
  lastName: 'Smith',
  addressLine1: '1 Main Street',
  city: 'Austin',
  stateCode: 'TX',
  countryCode: 'US',
  companyId,
  ...more,
})

test('bulk creates addresses of several companies and returns them in the order sent', async ({ app }) => {
  const { a, b } = await app.arrange(async (writer) => ({
    a: await aCompany(writer, { name: 'A' }),
    b: await aCompany(writer, { name: 'B' }),
  }))

  const reply = await app.send('POST', url, [entry(b, { isDefaultBilling: true }), entry(a)])

  const [first, second] = await addressRows(app)
  const shown = {
    firstName: 'Jane',
    lastName: 'Smith',
    phoneNumber: '',
    zipCode: '',
    addressLine1: '1 Main Street',
    addressLine2: '',
    city: 'Austin',
    stateName: 'Texas',
    countryName: 'United States',
    stateCode: 'TX',
    countryCode: 'US',
    isBilling: false,
    isShipping: false,
    isDefaultBilling: false,
    isDefaultShipping: false,
    label: '',
    externalId: '',
    extraFields: [],
  }
  expect(reply).toEqual(
    list([
      { ...shown, addressId: first?.id, companyId: String(b), isBilling: true, isDefaultBilling: true },
      { ...shown, addressId: second?.id, companyId: String(a) },
    ]),
  )
  expect(await app.events()).toEqual([
    { event: 'address.created', addressId: first?.id, companyId: b },
    { event: 'address.created', addressId: second?.id, companyId: a },
  ])
})

test('of two defaults in one bulk request the last one counts', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const isDefault = entry(companyId, { isDefaultShipping: true })

  const { body } = await app.send('POST', url, [isDefault, isDefault])

  expect(await addressRows(app)).toMatchObject([{ is_default_shipping: 0 }, { is_default_shipping: 1 }])
  expect(body.data).toMatchObject([{ isDefaultShipping: false }, { isDefaultShipping: true }])
})

test('one bad entry refuses them all, and each error names its entry', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  expect(
    await app.send('POST', url, [
      entry(companyId),
      entry(companyId, { stateCode: 'ON' }),
      entry(companyId + 1000),
    ]),
  ).toEqual(
    parameterError({
      1: { stateCode: ['"ON" is not a valid choice.'] },
      2: { companyId: ['Company does not exist.'] },
    }),
  )
  expect(
    await app.send('POST', url, [entry(companyId), { ...entry(companyId), city: undefined }, 7]),
  ).toEqual(
    parameterError({
      1: { city: REQUIRED },
      2: { non_field_errors: ['Invalid data. Expected a dictionary.'] },
    }),
  )
  expect(await app.send('POST', url, [entry(companyId)], fromOtherStore)).toEqual(
    parameterError({ 0: { companyId: ['Company does not exist.'] } }),
  )
  expect(await addressRows(app)).toEqual([])
  expect(await app.events()).toEqual([])
})

test('more than ten are too many', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const entries = Array.from({ length: 11 }, () => entry(companyId))

  expect(await app.send('POST', url, entries)).toEqual(refusal(413, 'Request Entity Too Large'))
  expect(await addressRows(app)).toEqual([])

  const { status, body } = await app.send('POST', url, entries.slice(1))
  expect([status, body.data.length]).toEqual([200, 10])
})

test('a body that is not an array is refused', async ({ app }) => {
  expect(await app.send('POST', url, {})).toEqual(parameterError('Invalid data. Expected an array.'))
  expect(await app.send('POST', url, [])).toEqual(list([]))
})
