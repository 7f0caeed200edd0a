import { expect } from 'vitest'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { addressRows } from '../addresses.ts'
import { aCompany, anAddress } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { NO_NULLS, NOT_TEXT, REQUIRED, success } from './super-admin-replies.ts'

const url = '/api/v3/io/addresses'
const one = (addressId: number | string) => `${url}/${addressId}`
const notFound = refusal(404, 'Not Found Error', { errMsg: 'Address matching query does not exist.' })
const logicError = (errMsg: string) => refusal(422, 'Processing data contains logical errors', { errMsg })

const least = {
  firstName: 'Jane',
  lastName: 'Smith',
  addressLine1: '1 Main Street',
  city: 'Austin',
  stateCode: 'TX',
  countryCode: 'US',
}
const shown = (addressId: number, companyId: number) => ({
  addressId,
  ...least,
  phoneNumber: '',
  zipCode: '',
  addressLine2: '',
  stateName: 'Texas',
  countryName: 'United States',
  companyId: String(companyId),
  isBilling: false,
  isShipping: false,
  isDefaultBilling: false,
  isDefaultShipping: false,
  label: '',
  externalId: '',
  extraFields: [],
})

/** Addresses of the demo store may have the text field "Dock", and require none. */
const dock = (writer: Writer) =>
  createExtraField(writer, {
    subject: 'address',
    uuid: '7a1f0a5e-8f0e-4a3a-9d55-0d6a3f8f7f11',
    fieldName: 'Dock',
    labelName: 'Dock',
    fieldType: 0,
    maximumLength: 3,
  })

test('POST creates an address from the required fields and fills in the rest', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  const reply = await app.send('POST', url, { ...least, companyId })

  const [{ id } = { id: 0 }] = await addressRows(app)
  expect(reply).toEqual(success({ addressId: id }))
  expect(await app.send('GET', one(id), undefined, fromReader)).toEqual(success(shown(id, companyId)))
  expect(await app.events()).toEqual([{ event: 'address.created', addressId: id, companyId }])
})

test('POST takes every field of an address', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    await dock(writer)
    return aCompany(writer)
  })
  const body = {
    ...least,
    companyId: String(companyId),
    phoneNumber: '555-3000',
    zipCode: '78701',
    addressLine2: 'Floor 2',
    stateName: 'texas',
    countryName: 'united states',
    isBilling: true,
    isShipping: true,
    isDefaultBilling: true,
    isDefaultShipping: false,
    label: 'Warehouse',
    externalId: 'ERP-1',
    extraFields: [{ fieldName: 'Dock', fieldValue: 'B7' }],
    unknown: true,
  }

  const reply = await app.send('POST', url, body)

  const { addressId } = reply.body.data
  expect(reply).toEqual(success({ addressId }))
  const { unknown, ...known } = body
  expect(await app.send('GET', one(addressId))).toEqual(
    success({
      addressId,
      ...known,
      stateName: 'Texas',
      countryName: 'United States',
      extraFields: [{ fieldName: 'Dock', fieldValue: 'B7', fieldType: 0 }],
    }),
  )
})

test('POST names fields that are missing, of the wrong type or impossible to store', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  expect(await app.send('POST', url, {})).toEqual(
    parameterError({
      firstName: REQUIRED,
      lastName: REQUIRED,
      addressLine1: REQUIRED,
      city: REQUIRED,
      companyId: REQUIRED,
    }),
  )
  const wrong = { ...least, companyId: 'x', city: '', label: 7, isBilling: 'yes', zipCode: null }
  expect(await app.send('POST', url, wrong)).toEqual(
    parameterError({
      city: ['This field may not be blank.'],
      companyId: ['A valid integer is required.'],
      zipCode: NOT_TEXT,
      isBilling: ['Must be a valid boolean.'],
      label: NOT_TEXT,
    }),
  )
  expect(await app.send('POST', url, { ...least, companyId, label: 'a\0b' })).toEqual(
    parameterError({ label: NO_NULLS }),
  )
  expect(await app.send('POST', url, [])).toEqual(parameterError('Invalid data. Expected an object.'))
  expect(await addressRows(app)).toEqual([])
  expect(await app.events()).toEqual([])
})

test('POST refuses a company that the store does not have', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const noCompany = parameterError({ companyId: ['Company does not exist.'] })

  expect(await app.send('POST', url, { ...least, companyId: companyId + 1000 })).toEqual(noCompany)
  expect(await app.send('POST', url, { ...least, companyId }, fromOtherStore)).toEqual(noCompany)
  expect(await addressRows(app)).toEqual([])
})

test('an extra field that is missing, unknown or invalid is refused by name', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    await dock(writer)
    return aCompany(writer)
  })
  const post = (fieldName: string, fieldValue: string) =>
    app.send('POST', url, { ...least, companyId, extraFields: [{ fieldName, fieldValue }] })

  expect(await post('Gate', '1')).toEqual(parameterError({ extraFields: ['Gate does not exist.'] }))
  expect(await post('Dock', 'B777')).toEqual(
    parameterError({ extraFields: ['Dock: Ensure this field has no more than 3 characters.'] }),
  )
  expect(await addressRows(app)).toEqual([])
})

test('the length of an extra field is counted in the same characters as any text', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    await dock(writer)
    return aCompany(writer)
  })
  const post = (fieldValue: string) =>
    app.send('POST', url, { ...least, companyId, extraFields: [{ fieldName: 'Dock', fieldValue }] })

  const reply = await post('🚚🚚🚚')

  const [{ id } = { id: 0 }] = await addressRows(app)
  expect(reply).toEqual(success({ addressId: id }))
  expect(await post('🚚🚚🚚🚚')).toEqual(
    parameterError({ extraFields: ['Dock: Ensure this field has no more than 3 characters.'] }),
  )
})

test('PUT changes the given fields and keeps the rest', async ({ app }) => {
  const { companyId, addressId } = await app.arrange(async (writer) => {
    await dock(writer)
    const companyId = await aCompany(writer)
    const extraFields = [{ fieldName: 'Dock', fieldValue: 'B7' }]
    const addressId = await anAddress(writer, companyId, { extraFields, isBilling: true, phone: '555-3000' })
    return { companyId, addressId }
  })
  app.clock.now += 60

  const reply = await app.send('PUT', one(addressId), { city: 'Dallas', phoneNumber: '', isShipping: true })

  expect(reply).toEqual(success({ addressId }))
  expect(await app.send('GET', one(addressId))).toEqual(
    success({
      ...shown(addressId, companyId),
      city: 'Dallas',
      isBilling: true,
      isShipping: true,
      extraFields: [{ fieldName: 'Dock', fieldValue: 'B7', fieldType: 0 }],
    }),
  )
  expect(await addressRows(app)).toMatchObject([{ created_at: NOW, updated_at: NOW + 60 }])
  expect(await app.events()).toEqual([{ event: 'address.updated', addressId, companyId }])
})

test('PUT with extra fields replaces all the address’s extra fields', async ({ app }) => {
  const addressId = await app.arrange(async (writer) => {
    await dock(writer)
    const extraFields = [{ fieldName: 'Dock', fieldValue: 'B7' }]
    return anAddress(writer, await aCompany(writer), { extraFields })
  })

  await app.send('PUT', one(addressId), { extraFields: [] })

  const { body } = await app.send('GET', one(addressId))
  expect(body.data.extraFields).toEqual([])
})

test('PUT accepts what GET has shown', async ({ app }) => {
  const addressId = await app.arrange(async (writer) => anAddress(writer, await aCompany(writer)))
  const { body } = await app.send('GET', one(addressId))

  expect(await app.send('PUT', one(addressId), body.data)).toEqual(success({ addressId }))

  expect((await app.send('GET', one(addressId))).body).toEqual(body)
})

test('PUT with a company moves the address there', async ({ app }) => {
  const { to, addressId } = await app.arrange(async (writer) => {
    const from = await aCompany(writer, { name: 'From' })
    return { to: await aCompany(writer, { name: 'To' }), addressId: await anAddress(writer, from) }
  })

  expect(await app.send('PUT', one(addressId), { companyId: to })).toEqual(success({ addressId }))

  expect(await app.send('GET', one(addressId))).toEqual(success(shown(addressId, to)))
  expect(await app.events()).toEqual([{ event: 'address.updated', addressId, companyId: to }])
})

test('PUT refuses with one sentence that names the field', async ({ app }) => {
  const addressId = await app.arrange(async (writer) => anAddress(writer, await aCompany(writer)))
  const foreign = await app.arrange((writer) => aCompany(writer), 'other567')
  const before = await addressRows(app)
  const put = (body: unknown) => app.send('PUT', one(addressId), body)

  expect(await put({ city: null })).toEqual(parameterError('city: Not a valid string.'))
  expect(await put([])).toEqual(parameterError('Invalid data. Expected an object.'))
  expect(await put({ countryCode: 'XX' })).toEqual(logicError('countryCode: "XX" is not a valid choice.'))
  expect(await put({ companyId: foreign })).toEqual(logicError('companyId: Company does not exist.'))
  expect(await put({ extraFields: [{ fieldName: 'Gate', fieldValue: '1' }] })).toEqual(
    logicError('extraFields: Gate does not exist.'),
  )
  expect(await addressRows(app)).toEqual(before)
  expect(await app.events()).toEqual([])
})

test('DELETE removes the address with its extra fields', async ({ app }) => {
  const { companyId, addressId } = await app.arrange(async (writer) => {
    await dock(writer)
    const companyId = await aCompany(writer)
    const extraFields = [{ fieldName: 'Dock', fieldValue: 'B7' }]
    return { companyId, addressId: await anAddress(writer, companyId, { extraFields }) }
  })

  expect(await app.send('DELETE', one(addressId))).toEqual(success({ addressId }))

  expect(await app.send('GET', one(addressId))).toEqual(notFound)
  expect(await app.database.db.selectFrom('extra_field_value').selectAll().execute()).toEqual([])
  expect(await app.events()).toEqual([{ event: 'address.deleted', addressId, companyId }])
})

test('an address that does not exist or belongs to another store is not found', async ({ app }) => {
  const addressId = await app.arrange(async (writer) => anAddress(writer, await aCompany(writer)))
  const before = await addressRows(app)

  for (const [id, headers] of [
    [addressId + 1000, undefined],
    [addressId, fromOtherStore],
  ] as const) {
    expect(await app.send('GET', one(id), undefined, headers)).toEqual(notFound)
    expect(await app.send('PUT', one(id), { city: 'Dallas' }, headers)).toEqual(notFound)
    expect(await app.send('DELETE', one(id), undefined, headers)).toEqual(notFound)
  }
  expect(await addressRows(app)).toEqual(before)
  expect(await app.events()).toEqual([])
})

test('an address id that is not a number is refused by name', async ({ app }) => {
  expect(await app.send('GET', one('seven'))).toEqual(
    parameterError({ addressId: ['A valid integer is required.'] }),
  )
})

test('a caller who may only read cannot change an address', async ({ app }) => {
  const addressId = await app.arrange(async (writer) => anAddress(writer, await aCompany(writer)))
  const forbidden = refusal(403, 'Invalid access token')

  expect(await app.send('POST', url, {}, fromReader)).toEqual(forbidden)
  expect(await app.send('PUT', one(addressId), {}, fromReader)).toEqual(forbidden)
  expect(await app.send('DELETE', one(addressId), undefined, fromReader)).toEqual(forbidden)
})
