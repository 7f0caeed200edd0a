import { expect } from 'vitest'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import {
  list,
  NO_NULLS,
  NOT_INTEGER,
  NOT_OBJECT,
  NOT_TEXT,
  REQUIRED,
  sendBroken,
  success,
} from './super-admin-replies.ts'

const url = '/api/v3/io/super-admins/bulk'
const alreadyExists = refusal(400, 'API logic error', { errMsg: 'The super admin already exists' })
const beside = (data: object[]) => refusal(422, 'Parameter Error', data)
const entry = (name: string) => ({
  firstName: name,
  lastName: 'Super',
  email: `${name.toLowerCase()}@demo.example`,
})

async function emails(app: App) {
  return app.database.db.selectFrom('b2b_user').select(['id', 'email']).orderBy('id').execute()
}

async function expectNobody(app: App) {
  expect(await emails(app)).toEqual([])
  expect(await app.database.db.selectFrom('customer').selectAll().execute()).toEqual([])
  expect(await app.events()).toEqual([])
}

test('ten super admins are created at once, and their ids come in the order sent', async ({ app }) => {
  const names = ['J', 'A', 'I', 'B', 'H', 'C', 'G', 'D', 'F', 'E']

  const reply = await app.send('POST', url, names.map(entry))

  const rows = await emails(app)
  const idOf = (name: string) => rows.find(({ email }) => email === entry(name).email)?.id
  expect(reply).toEqual(success({ superAdminIds: names.map(idOf) }))
  expect(rows).toHaveLength(10)
  expect(await app.events()).toEqual(
    names.map((name) => ({ event: 'super_admin.created', superAdminId: idOf(name) })),
  )
})

test('an entry takes the same fields as a single super admin, except extra fields', async ({ app }) => {
  const customerId = await app.arrange((writer) =>
    upsertCustomer(writer, { email: 'ann@demo.example', firstName: 'A', lastName: 'A', phone: '' }),
  )
  const extraFields = [{ fieldName: 'Team', fieldValue: 'red' }]
  const given = { phone: '555-3000', uuid: 'ERP 42', originChannelId: 1, channelIds: [2] }

  const { body } = await app.send('POST', url, [{ ...entry('Ann'), ...given, extraFields, nickname: 'A' }])

  const [id] = body.data.superAdminIds
  const shown = await app.send('GET', `/api/v3/io/super-admins/info/${id}`)
  expect(shown.body.data).toMatchObject({
    ...entry('Ann'),
    phone: '555-3000',
    uuid: 'ERP 42',
    channelList: [{ channelId: 2 }],
    customerId,
    extraFields: [],
  })
})

test('an empty list creates nobody', async ({ app }) => {
  expect(await app.send('POST', url, [])).toEqual(success({ superAdminIds: [] }))
  await expectNobody(app)
})

test('more than ten are refused, whatever else is wrong with them', async ({ app }) => {
  const eleven = Array.from({ length: 11 }, (_, index) => entry(`N${index}`))

  expect(await app.send('POST', url, eleven)).toEqual(refusal(413, 'Request Entity Too Large'))
  expect(await app.send('POST', url, [{}, null, ...eleven])).toEqual(refusal(413, 'Request Entity Too Large'))
  await expectNobody(app)
})

test.for([
  ['nothing', [{}], [{ firstName: REQUIRED, lastName: REQUIRED, email: REQUIRED }]],
  [
    'what stands between good entries',
    [entry('Ann'), { firstName: 'B' }, entry('Cid'), { ...entry('Dee'), email: 'dee' }, entry('Eve')],
    [{}, { lastName: REQUIRED, email: REQUIRED }, {}, { email: ['Enter a valid email address.'] }, {}],
  ],
  [
    'what is no object',
    [7, null, entry('Ann')],
    [{ non_field_errors: NOT_OBJECT }, { non_field_errors: NOT_OBJECT }, {}],
  ],
  [
    'a wrong type',
    [entry('Ann'), { ...entry('Bob'), phone: null, channelIds: [1, 'x'] }],
    [{}, { phone: NOT_TEXT, channelIds: NOT_INTEGER }],
  ],
  ['a null byte', [entry('Ann'), { ...entry('Bob'), uuid: '\0' }], [{}, { uuid: NO_NULLS }]],
  [
    'an unknown channel',
    [{ ...entry('Ann'), channelIds: [9] }, entry('Bob'), { ...entry('Cid'), originChannelId: 8 }],
    [{ channelIds: ['Channel 9 does not exist.'] }, {}, { originChannelId: ['Channel 8 does not exist.'] }],
  ],
] as const)('%s is refused by place, and nobody is created', async ([, body, data], { app }) => {
  expect(await app.send('POST', url, body)).toEqual(beside([...data]))
  await expectNobody(app)
})

test('nobody is created when one is already a super admin', async ({ app }) => {
  await app.arrange((writer) => aSuperAdmin(writer, { email: 'BOB@demo.example' }))

  expect(await app.send('POST', url, [entry('Ann'), entry('Bob'), entry('Cid')])).toEqual(alreadyExists)
  expect((await emails(app)).map(({ email }) => email)).toEqual(['BOB@demo.example'])
  expect(await app.events()).toEqual([])
})

test('nobody is created when one is a company user', async ({ app }) => {
  await app.arrange(async (writer) => aUser(writer, await aCompany(writer), { email: 'bob@demo.example' }))

  expect(await app.send('POST', url, [entry('Ann'), entry('Bob')])).toEqual(alreadyExists)
  expect(await emails(app)).toHaveLength(1)
  expect(await app.events()).toEqual([])
})

test('nobody is created when two entries have the same email', async ({ app }) => {
  const again = { ...entry('Bob'), email: 'ANN@demo.example' }

  expect(await app.send('POST', url, [entry('Ann'), again])).toEqual(alreadyExists)
  await expectNobody(app)
})

test('a taken email is named in its place when another entry is bad', async ({ app }) => {
  await app.arrange((writer) => aSuperAdmin(writer, { email: 'ann@demo.example' }))

  const reply = await app.send('POST', url, [
    entry('Ann'),
    { ...entry('Bob'), channelIds: [9] },
    entry('Cid'),
  ])

  const taken = { email: ['The super admin already exists'] }
  expect(reply).toEqual(beside([taken, { channelIds: ['Channel 9 does not exist.'] }, {}]))
  expect(await emails(app)).toHaveLength(1)
})

test('a required extra field is reported as missing from every entry', async ({ app }) => {
  await app.arrange((writer) => {
    const field = { uuid: 'region', fieldName: 'Region', labelName: 'Region', fieldType: 0 }
    return createExtraField(writer, { subject: 'user', ...field, isRequired: true })
  })
  const missing = { extraFields: ['Region is required.'] }

  expect(await app.send('POST', url, [entry('Ann'), entry('Bob')])).toEqual(beside([missing, missing]))
  await expectNobody(app)
})

test('when two callers race for one email, one gets all it asked for', async ({ app }) => {
  const bodies = [
    [entry('Ann'), entry('Bob')],
    [entry('Bob'), entry('Cid')],
  ]

  const replies = await Promise.all(bodies.map((body) => app.send('POST', url, body)))

  const rows = await emails(app)
  const sorted = replies.toSorted((a, b) => a.status - b.status)
  expect(sorted).toEqual([success({ superAdminIds: rows.map(({ id }) => id) }), alreadyExists])
  expect(rows).toHaveLength(2)
  expect(await app.events()).toHaveLength(2)
})

test.for([[{}], [{ 0: entry('Ann') }], ['text'], [null], [7]])(
  'a body that is %j is not an array',
  async ([body], { app }) => {
    expect(await app.send('POST', url, body)).toEqual(parameterError('Invalid data. Expected an array.'))
  },
)

test('a body that is not JSON is a bad request', async ({ app }) => {
  expect(await sendBroken(app, 'POST', url)).toEqual(refusal(400, 'Bad Request'))
})

test('super admins created in one store do not exist in another', async ({ app }) => {
  await app.send('POST', url, [entry('Ann')])

  expect(await app.send('POST', url, [{ ...entry('Ann'), channelIds: [2] }], fromOtherStore)).toEqual(
    beside([{ channelIds: ['Channel 2 does not exist.'] }]),
  )
  expect(await app.send('GET', '/api/v3/io/companies/super-admins', undefined, fromOtherStore)).toEqual(
    list([]),
  )
  expect((await app.send('POST', url, [entry('Ann')], fromOtherStore)).status).toBe(200)
})

test('a token that may only read creates nobody', async ({ app }) => {
  expect(await app.send('POST', url, [entry('Ann')], fromReader)).toEqual(
    refusal(403, 'Invalid access token'),
  )
  await expectNobody(app)
})
