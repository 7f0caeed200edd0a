import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { aSuperAdmin } from '../builders.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import {
  arrangeField,
  arrangeTwo,
  created,
  entry,
  failed,
  methods,
  NOT_FOUND,
  names,
  rows,
  TAKEN,
  url,
} from './company-bulk-replies.ts'
import { parameterError, refusal, success } from './replies.ts'
import { sendBroken } from './super-admin-replies.ts'

async function fieldsOf(app: App, companyId: number) {
  const { body } = await app.send('GET', `/api/v3/io/companies/${companyId}`)
  return body.data.extraFields.map(
    ({ fieldName, fieldValue }: { fieldName: string; fieldValue: string }) => `${fieldName}=${fieldValue}`,
  )
}

test('ten companies are created with their admins, in the order sent', async ({ app }) => {
  const sent = ['J', 'A', 'I', 'B', 'H', 'C', 'G', 'D', 'F', 'E']

  const reply = await app.send('POST', url, sent.map(entry))

  const companies = await rows(app)
  expect(reply).toEqual(created(companies.map(({ id }) => id)))
  expect(companies.map(({ name }) => name)).toEqual(sent)
  const users = await app.database.db.selectFrom('b2b_user').selectAll().orderBy('id').execute()
  expect(users.map(({ email, company_id }) => ({ email, company_id }))).toEqual(
    companies.map(({ id, name }) => ({ email: entry(name).adminEmail, company_id: id })),
  )
  expect(await app.events()).toEqual(
    users.flatMap(({ id: userId, company_id: companyId }) => [
      { event: 'company.created', companyId, bulk: true },
      { event: 'user.created', userId, companyId, bulk: true },
    ]),
  )
})

test('an entry takes the same fields as a single company, and its price list by name', async ({ app }) => {
  await arrangeField(app)
  const wholesale = await app.arrange((writer) => createPriceList(writer, 'Wholesale'))
  const given = {
    ...entry('Acme'),
    addressLine1: '1 Main Street',
    city: 'Austin',
    catalogName: 'Wholesale',
    acceptWelcomeEmail: true,
    channelIds: [2],
    extraFields: [{ fieldName: 'VAT', fieldValue: 'US1' }],
    userExtraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
    nickname: 'A',
  }

  const reply = await app.send('POST', url, [given])

  const [{ id: companyId } = { id: 0 }] = await rows(app)
  expect(reply).toEqual(created([companyId]))
  const company = await app.send('GET', `/api/v3/io/companies/${companyId}`)
  expect(company.body.data).toMatchObject({
    addressLine1: '1 Main Street',
    city: 'Austin',
    catalogId: String(wholesale),
    catalogName: 'Wholesale',
  })
  expect(await fieldsOf(app, companyId)).toEqual(['VAT=US1'])
  const users = await app.send('GET', `/api/v3/io/users?companyId=${companyId}&isIncludeExtraFields=1`)
  expect(users.body.data).toMatchObject([
    { channelList: [{ channelId: 2 }], extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] },
  ])
})

test('a single extra field may be sent without a list, or be empty', async ({ app }) => {
  await arrangeField(app)
  const alone = { ...entry('Acme'), extraFields: { fieldName: 'VAT', fieldValue: 'US1' } }
  const empty = { ...entry('Bolt'), extraFields: {} }

  await app.send('POST', url, [alone, empty])

  const [acme, bolt] = await rows(app)
  expect(await fieldsOf(app, acme?.id ?? 0)).toEqual(['VAT=US1'])
  expect(await fieldsOf(app, bolt?.id ?? 0)).toEqual([])
})

test('an empty list creates nothing', async ({ app }) => {
  expect(await app.send('POST', url, [])).toEqual(created([]))
  expect(await app.send('PUT', url, [])).toEqual(success([]))
  expect(await app.events()).toEqual([])
})

test('more than ten are refused, whatever they contain', async ({ app }) => {
  const tooMany = refusal(413, 'Request Entity Too Large')
  const [acme] = await arrangeTwo(app)

  for (const method of methods) {
    const eleven = Array.from({ length: 11 }, (_, nth) => ({ ...entry(`N${nth}`), companyId: acme }))
    expect(await app.send(method, url, eleven)).toEqual(tooMany)
    expect(await app.send(method, url, [null, ...Array(2000).fill(7)])).toEqual(tooMany)
  }
  expect(await names(app)).toEqual(['Acme', 'Bolt'])
  expect(await app.events()).toEqual([])
})

test.for([
  ['an admin whose email is taken', { adminEmail: 'SUE@demo.example' }, TAKEN],
  ['an admin of the entry before', { adminEmail: 'ANN@acme.example' }, TAKEN],
  [
    'a unique extra field',
    { extraFields: [{ fieldName: 'VAT', fieldValue: 'US1' }] },
    'The VAT already exists.',
  ],
] as const)('%s is a duplicate: 409, and the others are created', async ([, given, detail], { app }) => {
  await arrangeField(app, { isUnique: true })
  await app.arrange((writer) => aSuperAdmin(writer, { email: 'sue@demo.example' }))
  const acme = { ...entry('Acme'), extraFields: [{ fieldName: 'VAT', fieldValue: 'US1' }] }

  const reply = await app.send('POST', url, [acme, { ...entry('Bolt'), ...given }, entry('Cog')])

  expect(reply).toEqual(failed(409, { 1: detail }))
  expect(await names(app)).toEqual(['Acme', 'Cog'])
  expect((await app.events()).length).toBe(4)
})

test('invalid entries are named by place with 422, and the others are created', async ({ app }) => {
  await arrangeField(app, { maximumLength: 3 })
  const reply = await app.send('POST', url, [
    7,
    entry('Acme'),
    null,
    {},
    { ...entry('Bolt'), companyEmail: 'bolt' },
    { ...entry('Cog'), catalogName: 'Nowhere' },
    { ...entry('Dot'), customerGroupId: 99 },
    { ...entry('Elf'), extraFields: { fieldValue: 'x' } },
    { ...entry('Fox'), extraFields: [{ fieldName: 'VAT', fieldValue: 'long' }] },
    entry('Gum'),
  ])

  expect(reply).toEqual(
    failed(422, {
      0: 'The request body must be an object.',
      2: 'The request body must be an object.',
      3: 'The company name is required.',
      4: 'The company email is not valid: Enter a valid email address.',
      5: 'The price list does not exist.',
      6: 'The customer group does not exist.',
      7: 'The field name is required.',
      8: 'The VAT is not valid: Ensure this field has no more than 3 characters.',
    }),
  )
  expect(await names(app)).toEqual(['Acme', 'Gum'])
})

test('a refused entry leaves nothing behind', async ({ app }) => {
  const bolt = { ...entry('Bolt'), userExtraFields: [{ fieldName: 'Team', fieldValue: 'green' }] }

  await app.send('POST', url, [bolt])

  expect(await rows(app)).toEqual([])
  expect(await app.database.db.selectFrom('customer').selectAll().execute()).toEqual([])
  expect(await app.events()).toEqual([])
})

test('failures of different kinds are 400, and the others are created', async ({ app }) => {
  const reply = await app.send('POST', url, [
    entry('Acme'),
    { ...entry('Bolt'), adminEmail: entry('Acme').adminEmail },
    {},
  ])

  expect(reply).toEqual(failed(400, { 1: TAKEN, 2: 'The company name is required.' }))
  expect(await names(app)).toEqual(['Acme'])
})

test('when two callers want one admin, each still gets the rest of its companies', async ({ app }) => {
  const bodies = [
    [entry('Acme'), entry('Bolt')],
    [entry('Bolt'), entry('Cog')],
  ]

  const replies = await Promise.all(bodies.map((body) => app.send('POST', url, body)))

  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect((await names(app)).toSorted()).toEqual(['Acme', 'Bolt', 'Cog'])
  expect(await app.events()).toHaveLength(6)
})

test('a body of the wrong type is told what was expected', async ({ app }) => {
  for (const body of ['text', 7, null]) {
    for (const method of methods) {
      expect(await app.send(method, url, body)).toEqual(parameterError('Invalid data. Expected an array.'))
    }
  }
  expect(await app.send('POST', url, entry('Acme'))).toEqual(
    parameterError('Invalid data. Expected an array.'),
  )
  expect(await sendBroken(app, 'POST', url)).toEqual(refusal(400, 'Bad Request'))
})

test('a company, a group or a price list of another store does not exist', async ({ app }) => {
  const [acme] = await arrangeTwo(app)
  await app.arrange((writer) => createPriceList(writer, 'Wholesale'))

  expect(await app.send('PUT', url, [{ companyId: acme, companyName: 'Mine' }], fromOtherStore)).toEqual(
    failed(404, { 0: NOT_FOUND }),
  )
  expect(
    await app.send('POST', url, [{ ...entry('Cog'), catalogName: 'Wholesale' }], fromOtherStore),
  ).toEqual(failed(422, { 0: 'The price list does not exist.' }))
  expect(await names(app)).toEqual(['Acme', 'Bolt'])
})

test('a token that may only read changes nothing', async ({ app }) => {
  for (const method of methods) {
    expect(await app.send(method, url, [entry('Acme')], fromReader)).toEqual(
      refusal(403, 'Invalid access token'),
    )
  }
  expect(await rows(app)).toEqual([])
})
