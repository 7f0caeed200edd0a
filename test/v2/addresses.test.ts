import { expect } from 'vitest'
import { aCompanyWithAddress, addressRows } from '../addresses.ts'
import { aCompany } from '../builders.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { noCompany, success, valueError } from './replies.ts'

const addressesOf = (companyId: number | string) => `/api/v2/io/companies/${companyId}/addresses`
const one = (companyId: number | string, addressId: number | string) =>
  `${addressesOf(companyId)}/${addressId}`
const noAddress = {
  status: 404,
  body: { code: 404, data: { errMsg: 'Address Does not Exist' }, message: 'Not Found Error' },
}
const unprocessable = (...errMsg: object[]) => ({
  status: 422,
  body: { code: 422, data: { errMsg }, meta: { message: 'Parameter Error' } },
})

const least = {
  firstName: 'Jane',
  lastName: 'Smith',
  addressLine1: '1 Main Street',
  city: 'Austin',
  country: { countryCode: 'US' },
  state: { stateName: 'Texas' },
  zipCode: '',
}
const shown = (addressId: number) => ({
  ...least,
  addressId: String(addressId),
  addressLine2: '',
  country: { countryCode: 'US', countryName: 'United States' },
  state: { stateCode: 'TX', stateName: 'Texas' },
  phoneNumber: '',
  isBilling: false,
  isShipping: false,
  isDefaultBilling: false,
  isDefaultShipping: false,
  externalId: '',
})

test('POST creates an address and answers in its own envelope', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  const reply = await app.send('POST', addressesOf(companyId), least)

  const [{ id } = { id: 0 }] = await addressRows(app)
  expect(reply).toEqual({
    status: 200,
    body: { code: 200, data: { addressId: id }, meta: { message: 'Success' } },
  })
  expect(await app.send('GET', one(companyId, id), undefined, fromReader)).toEqual(
    success({ addresses: shown(id) }, 'SUCCESS'),
  )
  expect(await app.events()).toEqual([{ event: 'address.created', addressId: id, companyId }])
})

test('POST takes every field of an address', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const more = {
    addressLine2: 'Floor 2',
    zipCode: '78701',
    phoneNumber: '555-3000',
    isBilling: true,
    isShipping: true,
    isDefaultBilling: true,
    isDefaultShipping: false,
    externalId: 'ERP-1',
  }

  const { body } = await app.send('POST', addressesOf(companyId), { ...least, ...more, label: 'Warehouse' })

  const { addressId } = body.data
  expect(await app.send('GET', one(companyId, addressId))).toEqual(
    success({ addresses: { ...shown(addressId), ...more } }, 'SUCCESS'),
  )
  expect((await app.send('GET', `/api/v3/io/addresses/${addressId}`)).body.data.label).toBe('Warehouse')
})

test('POST names each bad field in an array', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const post = (body: unknown) => app.send('POST', addressesOf(companyId), body)

  expect(await post({})).toEqual(
    unprocessable(
      ...['addressLine1', 'city', 'country', 'firstName', 'lastName', 'state', 'zipCode'].map((field) => ({
        [field]: 'This field is required.',
      })),
    ),
  )
  expect(await post({ ...least, city: null })).toEqual(unprocessable({ city: 'Not a valid string.' }))
  expect(await post({ ...least, country: { countryCode: 7 } })).toEqual(
    unprocessable({ countryCode: 'Not a valid string.' }),
  )
  expect(await post({ ...least, country: {} })).toEqual(
    unprocessable({ countryName: 'This field is required.' }),
  )
  expect(await post({ ...least, state: { stateCode: 'ON' } })).toEqual(
    unprocessable({ stateCode: '"ON" is not a valid choice.' }),
  )
  expect(await post({ ...least, isBilling: false, isDefaultBilling: true })).toEqual(
    unprocessable({ isDefaultBilling: 'An address can not be the default for what it is not for.' }),
  )
  expect(await post([])).toEqual(unprocessable({ non_field_errors: 'Invalid data. Expected an object.' }))
  expect(await addressRows(app)).toEqual([])
  expect(await app.events()).toEqual([])
})

test('PUT changes the given fields and returns the id as a text', async ({ app }) => {
  const { companyId, addressId } = await aCompanyWithAddress(app)

  const reply = await app.send('PUT', one(companyId, addressId), {
    country: { countryCode: 'CA' },
    state: { stateCode: 'ON' },
    isDefaultBilling: true,
  })

  expect(reply).toEqual(success({ addressId: String(addressId) }))
  expect(await app.send('GET', one(companyId, addressId))).toEqual(
    success(
      {
        addresses: {
          ...shown(addressId),
          country: { countryCode: 'CA', countryName: 'Canada' },
          state: { stateCode: 'ON', stateName: 'Ontario' },
          isBilling: true,
          isDefaultBilling: true,
        },
      },
      'SUCCESS',
    ),
  )
  expect(await app.events()).toEqual([{ event: 'address.updated', addressId, companyId }])
})

test('PUT refuses a value by the name of its field', async ({ app }) => {
  const { companyId, addressId } = await aCompanyWithAddress(app)
  const before = await addressRows(app)
  const put = (body: unknown) => app.send('PUT', one(companyId, addressId), body)

  expect(await put({ city: null })).toEqual(valueError({ city: 'Not a valid string.' }))
  expect(await put({ country: { countryName: 'Atlantis' } })).toEqual(
    valueError({ countryName: '"Atlantis" is not a valid choice.' }),
  )
  expect(await put({ country: { countryCode: 'US', countryName: 'Canada' } })).toEqual(
    valueError({ countryName: 'The name does not match the code.' }),
  )
  expect(await put({ country: { countryCode: 'CA' } })).toEqual(
    valueError({ stateName: 'This field is required.' }),
  )
  expect(await addressRows(app)).toEqual(before)
  expect(await app.events()).toEqual([])
})

test('DELETE removes the address and returns its id as a text', async ({ app }) => {
  const { companyId, addressId } = await aCompanyWithAddress(app)

  expect(await app.send('DELETE', one(companyId, addressId))).toEqual(
    success({ addressId: String(addressId) }),
  )

  expect(await app.send('GET', one(companyId, addressId))).toEqual(noAddress)
  expect(await app.events()).toEqual([{ event: 'address.deleted', addressId, companyId }])
})

test('an address that does not exist, belongs to another company or is not a number is not found', async ({
  app,
}) => {
  const { companyId, addressId } = await aCompanyWithAddress(app)
  const other = await app.arrange((writer) => aCompany(writer))
  const before = await addressRows(app)

  for (const url of [one(companyId, addressId + 1000), one(other, addressId), one(companyId, 'seven')]) {
    expect(await app.send('GET', url)).toEqual(noAddress)
    expect(await app.send('PUT', url, { city: 'Dallas' })).toEqual(noAddress)
    expect(await app.send('DELETE', url)).toEqual(noAddress)
  }
  expect(await addressRows(app)).toEqual(before)
  expect(await app.events()).toEqual([])
})

test('a company that does not exist, belongs to another store or is not a number is not found', async ({
  app,
}) => {
  const { companyId, addressId } = await aCompanyWithAddress(app)

  for (const [id, headers] of [
    [companyId + 1000, undefined],
    [companyId, fromOtherStore],
    ['seven', undefined],
  ] as const) {
    expect(await app.send('GET', addressesOf(id), undefined, headers)).toEqual(noCompany)
    expect(await app.send('POST', addressesOf(id), least, headers)).toEqual(noCompany)
    expect(await app.send('GET', one(id, addressId), undefined, headers)).toEqual(noCompany)
    expect(await app.send('PUT', one(id, addressId), { city: 'Dallas' }, headers)).toEqual(noCompany)
    expect(await app.send('DELETE', one(id, addressId), undefined, headers)).toEqual(noCompany)
  }
  expect(await addressRows(app)).toMatchObject([{ id: addressId, city: 'Austin' }])
  expect(await app.events()).toEqual([])
})

test('a caller who may only read cannot change an address', async ({ app }) => {
  const { companyId, addressId } = await aCompanyWithAddress(app)
  const forbidden = { status: 403, body: { code: 403, data: {}, message: 'Invalid access token' } }

  expect(await app.send('POST', addressesOf(companyId), least, fromReader)).toEqual(forbidden)
  expect(await app.send('PUT', one(companyId, addressId), {}, fromReader)).toEqual(forbidden)
  expect(await app.send('DELETE', one(companyId, addressId), undefined, fromReader)).toEqual(forbidden)
})

test('V3 shows what V2 has written, and the reverse', async ({ app }) => {
  const { companyId, addressId } = await aCompanyWithAddress(app)
  await app.send('PUT', one(companyId, addressId), { city: 'Dallas', state: { stateCode: 'oh' } })

  const { body: v3 } = await app.send('GET', `/api/v3/io/addresses/${addressId}`)
  expect(v3.data).toMatchObject({ city: 'Dallas', stateCode: 'OH', stateName: 'Ohio' })

  await app.send('PUT', `/api/v3/io/addresses/${addressId}`, { zipCode: '45001', isDefaultShipping: true })
  expect(await app.send('GET', one(companyId, addressId))).toEqual(
    success(
      {
        addresses: {
          ...shown(addressId),
          city: 'Dallas',
          state: { stateCode: 'OH', stateName: 'Ohio' },
          zipCode: '45001',
          isShipping: true,
          isDefaultShipping: true,
        },
      },
      'SUCCESS',
    ),
  )
})
