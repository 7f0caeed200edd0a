import { expect } from 'vitest'
import { aCompany, anExtraField } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { base, created, invalid, list, notFound, refusal, success } from './replies.ts'

const url = `${base}/extra-fields`
const uuid = expect.stringMatching(/^[\da-f-]{36}$/)
const region = { subject: 'company', fieldName: 'Region', labelName: 'Sales region', fieldType: 0 }
const none = { maximumLength: null, numberOfRows: null, maximumValue: null, listOfValue: [] }
const unmarked = { isRequired: false, isUnique: false }

async function create(app: App, body: object) {
  return (await app.send('POST', url, body)).body.data
}

test.for([
  [{ fieldType: 0, maximumLength: 20, isUnique: true }],
  [{ fieldType: 1, maximumLength: 200, numberOfRows: 4 }],
  [{ fieldType: 2, maximumValue: 9.5, isRequired: true }],
  [{ fieldType: 3, listOfValue: ['North', 'South'] }],
] as const)('a field is created with the limits of its type: %j', async ([given], { app }) => {
  const reply = await app.send('POST', url, { ...region, ...given })

  const { id } = reply.body.data
  expect(reply).toEqual(created({ id, uuid, ...region, ...unmarked, ...none, ...given, createdAt: NOW }))
  expect(await app.events()).toEqual([{ event: 'extra_field.created', extraFieldId: id }])
  const { body } = await app.send('GET', '/api/v3/io/companies/extra-fields')
  expect(body.data).toMatchObject([{ id, fieldName: 'Region', fieldType: given.fieldType }])
})

test('fields are listed by subject, or all of them', async ({ app }) => {
  const field = await create(app, region)

  expect(await app.send('GET', `${url}?subject=company`)).toEqual(list([field]))
  expect(await app.send('GET', `${url}?subject=address`)).toEqual(list([]))
  const { body } = await app.send('GET', url)
  expect(body.data.map(({ subject }: { subject: string }) => subject)).toEqual([
    ...Array(4).fill('user'),
    'company',
  ])
})

test('the given parts of a field change, the rest stay, and null removes a limit', async ({ app }) => {
  const field = await create(app, { ...region, maximumLength: 20 })
  const one = `${url}/${field.id}`
  await app.arrange(async () => {})

  const changes = { labelName: 'Area', isRequired: true }
  expect(await app.send('PUT', one, { ...changes, fieldType: 2, isUnique: true })).toEqual(
    success({ ...field, ...changes }),
  )
  const looser = { ...field, ...changes, isRequired: false, maximumLength: null }
  expect(await app.send('PUT', one, { isRequired: false, maximumLength: null })).toEqual(success(looser))
  expect(await app.send('PUT', one, {})).toEqual(success(looser))
  expect(await app.events()).toEqual(Array(3).fill({ event: 'extra_field.updated', extraFieldId: field.id }))
})

test('narrowing a field keeps stored values and applies to the next write', async ({ app }) => {
  const field = await create(app, { ...region, fieldType: 3, listOfValue: ['North', 'South'] })
  const write = (fieldValue: string) => [{ fieldName: 'Region', fieldValue }]
  const companyId = await app.arrange((writer) => aCompany(writer, { extraFields: write('South') }))

  const reply = await app.send('PUT', `${url}/${field.id}`, { listOfValue: ['North', 'East'] })

  expect(reply).toEqual(success({ ...field, listOfValue: ['North', 'East'] }))
  const company = `/api/v3/io/companies/${companyId}`
  expect((await app.send('GET', company)).body.data.extraFields).toMatchObject([{ fieldValue: 'South' }])
  expect((await app.send('PUT', company, { extraFields: write('South') })).status).toBe(422)
  expect((await app.send('PUT', company, { extraFields: write('East') })).status).toBe(200)
})

test('deleting a field deletes its values', async ({ app }) => {
  const field = await create(app, region)
  const companyId = await app.arrange((writer) =>
    aCompany(writer, { extraFields: [{ fieldName: 'Region', fieldValue: 'North' }] }),
  )

  expect(await app.send('DELETE', `${url}/${field.id}`)).toEqual(success({ id: field.id }))
  expect(await app.events()).toEqual([{ event: 'extra_field.deleted', extraFieldId: field.id }])
  const { body } = await app.send('GET', `/api/v3/io/companies/${companyId}`)
  expect(body.data.extraFields).toEqual([])
  expect(await app.database.db.selectFrom('extra_field_value').selectAll().execute()).toEqual([])
})

test('a name can be used once among the fields of a subject', async ({ app }) => {
  await app.arrange((writer) => anExtraField(writer, { fieldName: 'Region' }))

  expect(await app.send('POST', url, region)).toEqual(
    refusal(409, 'extra_field_exists', 'Extra field exists.', { subject: 'company', fieldName: 'Region' }),
  )
  expect((await app.send('POST', url, { ...region, subject: 'address' })).status).toBe(201)
})

test.for([
  [0, { numberOfRows: 2 }],
  [1, { listOfValue: ['North'] }],
  [2, { maximumLength: 5 }],
  [3, { listOfValue: ['North'], maximumValue: 5 }],
] as const)('a field of type %i accepts no other limits: %j', async ([fieldType, limits], { app }) => {
  const limit = Object.keys(limits).at(-1)
  const unfit = refusal(422, 'extra_field_limit_unfit', 'Extra field limit unfit.', {
    limit,
    fieldType: String(fieldType),
  })
  const listOfValue = fieldType === 3 ? ['North'] : []
  const field = await create(app, { ...region, fieldName: 'Other', fieldType, listOfValue })

  expect(await app.send('POST', url, { ...region, fieldType, ...limits })).toEqual(unfit)
  expect(await app.send('PUT', `${url}/${field.id}`, limits)).toEqual(unfit)
})

test('a dropdown must have at least one option', async ({ app }) => {
  const missing = refusal(422, 'extra_field_choices_missing', 'Extra field choices missing.')
  const field = await create(app, { ...region, fieldName: 'Other', fieldType: 3, listOfValue: ['North'] })

  expect(await app.send('POST', url, { ...region, fieldType: 3 })).toEqual(missing)
  expect(await app.send('PUT', `${url}/${field.id}`, { listOfValue: [] })).toEqual(missing)
})

test('a value that is invalid or does not exist is refused by name', async ({ app }) => {
  const gone = notFound('extra field', { extraFieldId: '999999' })

  expect(await app.send('POST', url, { fieldType: 4, isUnique: null })).toEqual(
    invalid({
      subject: 'Is required.',
      fieldName: 'Is required.',
      labelName: 'Is required.',
      fieldType: '"4" is not a choice.',
      isUnique: 'Must be boolean.',
    }),
  )
  expect(await app.send('PUT', `${url}/1`, { maximumLength: 0, listOfValue: [''], labelName: null })).toEqual(
    invalid({
      labelName: 'Must be string.',
      maximumLength: 'Must be at least 1.',
      listOfValue: 'Must not be empty.',
    }),
  )
  expect(await app.send('GET', `${url}?subject=order`)).toEqual(
    invalid({ subject: '"order" is not a choice.' }),
  )
  expect(await app.send('PUT', `${url}/999999`, {})).toEqual(gone)
  expect(await app.send('DELETE', `${url}/999999`)).toEqual(gone)
})
