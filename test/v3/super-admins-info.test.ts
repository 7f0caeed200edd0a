import { expect } from 'vitest'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import {
  NO_NULLS,
  NOT_INTEGER,
  NOT_LIST,
  NOT_TEXT,
  notFound,
  sendBroken,
  storefront,
  success,
  wholesale,
} from './super-admin-replies.ts'

const url = '/api/v3/io/super-admins/info'
const team = [{ fieldName: 'Team', fieldValue: 'red' }]

test('a super admin is shown with every field', async ({ app }) => {
  const sue = await app.arrange(async (writer) => {
    const extraFields = [...team, { fieldName: 'Cost centre', fieldValue: 'C-7' }]
    const given = { phone: '555-3000', uuid: 'ERP 42', channelIds: [2], extraFields }
    const sue = await aSuperAdmin(writer, given)
    await aSuperAdmin(writer, { email: 'other@demo.example' })
    const companyId = await aCompany(writer)
    await changeCompaniesOfSuperAdmin(writer, sue.id, [{ companyId, assigned: true }])
    return sue
  })

  expect(await app.send('GET', `${url}/${sue.id}`, undefined, fromReader)).toEqual(
    success({
      id: sue.id,
      firstName: 'Sue',
      lastName: 'Super',
      phone: '555-3000',
      uuid: 'ERP 42',
      email: 'super@demo.example',
      createdAt: NOW,
      updatedAt: NOW,
      channelList: [wholesale],
      customerId: sue.customer_id,
      extraFields: [{ fieldName: 'Cost centre', fieldValue: 'C-7' }, ...team],
    }),
  )
})

test('PUT changes the given fields and returns the whole record', async ({ app }) => {
  const sue = await app.arrange((writer) =>
    aSuperAdmin(writer, { phone: '555-3000', uuid: 'ERP 42', extraFields: team }),
  )
  app.clock.now = NOW + 60
  const changed = {
    firstName: 'Susan',
    lastName: 'Superb',
    phone: '555-4000',
    uuid: 'ERP 43',
    channelIds: [2, 1],
    extraFields: [{ fieldName: 'Limit', fieldValue: '5' }],
  }

  const reply = await app.send('PUT', `${url}/${sue.id}`, changed)

  const { channelIds: _, ...shown } = changed
  expect(reply).toEqual(
    success({
      ...shown,
      id: sue.id,
      email: 'super@demo.example',
      createdAt: NOW,
      updatedAt: NOW + 60,
      channelList: [storefront, wholesale],
      customerId: sue.customer_id,
    }),
  )
  expect(await app.send('GET', `${url}/${sue.id}`)).toEqual(reply)
  const customer = app.database.db.selectFrom('customer').select(['first_name', 'last_name', 'email'])
  expect(await customer.execute()).toEqual([
    { first_name: 'Susan', last_name: 'Superb', email: 'super@demo.example' },
  ])
  expect(await app.events()).toEqual([{ event: 'super_admin.updated', superAdminId: sue.id }])
})

const whole = {
  firstName: 'Sue',
  lastName: 'Super',
  phone: '5',
  uuid: 'u',
  channelIds: [1],
  extraFields: team,
}

test.for([
  ['nothing', {}, {}],
  ['a first name', { firstName: 'Susan' }, { firstName: 'Susan' }],
  ['a last name', { lastName: 'Superb' }, { lastName: 'Superb' }],
  ['an empty phone', { phone: '' }, { phone: '' }],
  ['an empty uuid', { uuid: '' }, { uuid: '' }],
  ['channels', { channelIds: [2] }, { channelList: [wholesale] }],
  ['no channels', { channelIds: [] }, { channelList: [] }],
  ['no extra fields', { extraFields: [] }, { extraFields: [] }],
  ['an email and keys that are not known', { email: 'new@demo.example', id: 9, customerId: 9 }, {}],
  ['an email that is none', { email: 5 }, {}],
] as const)('PUT with %s keeps the rest', async ([, body, changed], { app }) => {
  const { id } = await app.arrange((writer) => aSuperAdmin(writer, whole))
  const before = await app.send('GET', `${url}/${id}`)

  const reply = await app.send('PUT', `${url}/${id}`, body)

  expect(reply).toEqual(success({ ...before.body.data, ...changed }))
  expect(await app.send('GET', `${url}/${id}`)).toEqual(reply)
})

test('a changed name is found, and the old one is not', async ({ app }) => {
  const { id } = await app.arrange((writer) => aSuperAdmin(writer))
  await app.send('PUT', `${url}/${id}`, { firstName: 'Wilma' })

  const count = async (q: string) => {
    const { body } = await app.send('GET', `/api/v3/io/companies/super-admins?q=${q}`)
    return body.meta.pagination.totalCount
  }
  expect([await count('wilma'), await count('sue'), await count('super@')]).toEqual([1, 0, 1])
})

test('two callers who change different fields at once both succeed', async ({ app }) => {
  const { id } = await app.arrange((writer) => aSuperAdmin(writer, whole))
  const bodies = [{ firstName: 'Susan' }, { lastName: 'Superb' }, { phone: '6' }, { uuid: 'v' }]

  const replies = await Promise.all(bodies.map((body) => app.send('PUT', `${url}/${id}`, body)))

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const { body } = await app.send('GET', `${url}/${id}`)
  expect(body.data).toMatchObject({ firstName: 'Susan', lastName: 'Superb', phone: '6', uuid: 'v' })
})

test('when two callers replace channels and extra fields at once, one of the two requests wins', async ({
  app,
}) => {
  const { id } = await app.arrange((writer) => aSuperAdmin(writer, whole))
  const bodies = [1, 2].map((n) => ({
    channelIds: [n],
    extraFields: [{ fieldName: 'Badge', fieldValue: `B-${n}` }],
  }))

  const replies = await Promise.all(bodies.map((body) => app.send('PUT', `${url}/${id}`, body)))

  expect(replies.map(({ status }) => status)).toEqual([200, 200])
  const { channelList, extraFields } = (await app.send('GET', `${url}/${id}`)).body.data
  const [channel] = channelList
  expect(channelList).toEqual([channel])
  expect(extraFields).toEqual([{ fieldName: 'Badge', fieldValue: `B-${channel.channelId}` }])
})

const tooLong = ['Ensure this field has no more than 255 characters.']

test.for([
  ['an empty name', { firstName: '' }, { firstName: ['This field may not be blank.'] }],
  ['a long name', { lastName: 'n'.repeat(256) }, { lastName: tooLong }],
  ['null for a name', { firstName: null, lastName: null }, { firstName: NOT_TEXT, lastName: NOT_TEXT }],
  ['null for a text', { phone: null, uuid: null }, { phone: NOT_TEXT, uuid: NOT_TEXT }],
  [
    'null for a list',
    { channelIds: null, extraFields: null },
    { channelIds: NOT_LIST, extraFields: NOT_LIST },
  ],
  ['a null byte', { phone: '\0' }, { phone: NO_NULLS }],
  ['a channel that is no number', { channelIds: ['1'] }, { channelIds: NOT_INTEGER }],
  ['an unknown channel', { channelIds: [1, 9] }, { channelIds: ['Channel 9 does not exist.'] }],
  [
    'an unknown extra field',
    { extraFields: [{ fieldName: 'Shoe size', fieldValue: '9' }] },
    { extraFields: ['Shoe size does not exist.'] },
  ],
  [
    'a value that an extra field does not take',
    { extraFields: [{ fieldName: 'Limit', fieldValue: 'lots' }] },
    { extraFields: ['Limit: A valid number is required.'] },
  ],
] as const)('PUT refuses %s by name, and nothing changes', async ([, body, errMsg], { app }) => {
  const { id } = await app.arrange((writer) => aSuperAdmin(writer, whole))
  const before = await app.send('GET', `${url}/${id}`)
  app.clock.now = NOW + 60

  expect(await app.send('PUT', `${url}/${id}`, { lastName: 'Changed', ...body })).toEqual(
    parameterError(errMsg),
  )
  expect(await app.send('GET', `${url}/${id}`)).toEqual(before)
  expect(await app.events()).toEqual([])
})

test('PUT refuses the value of a unique extra field that somebody else has', async ({ app }) => {
  const extraFields = [{ fieldName: 'Badge', fieldValue: 'B-1' }]
  const { id } = await app.arrange(async (writer) => {
    await aSuperAdmin(writer, { email: 'other@demo.example', extraFields })
    return aSuperAdmin(writer, whole)
  })

  expect(await app.send('PUT', `${url}/${id}`, { extraFields })).toEqual(
    parameterError({ extraFields: ['Badge: B-1 already exists.'] }),
  )
  expect(await app.events()).toEqual([])
})

test.for([[[{}]], ['text'], [null], [7]])('PUT refuses a body that is %j', async ([body], { app }) => {
  expect(await app.send('PUT', `${url}/1`, body)).toEqual(parameterError('Invalid data. Expected an object.'))
})

test('PUT refuses a body that is not JSON', async ({ app }) => {
  expect(await sendBroken(app, 'PUT', `${url}/1`)).toEqual(refusal(400, 'Bad Request'))
})

test('an id that belongs to no super admin is not found', async ({ app }) => {
  const user = await app.arrange(async (writer) => aUser(writer, await aCompany(writer)))
  const elsewhere = await app.arrange((writer) => aSuperAdmin(writer), 'other567')

  for (const id of [0, -1, 999_999, Number.MAX_SAFE_INTEGER, user.id, elsewhere.id]) {
    expect(await app.send('GET', `${url}/${id}`)).toEqual(notFound)
    expect(await app.send('PUT', `${url}/${id}`, { firstName: 'Eve' })).toEqual(notFound)
  }
  const names = await app.database.db.selectFrom('b2b_user').select('first_name').orderBy('id').execute()
  expect(names).toEqual([{ first_name: 'Jane' }, { first_name: 'Sue' }])
  expect(await app.events()).toEqual([])
})

test.for([
  ['letters', 'abc'],
  ['a fraction', '1.5'],
  ['a power', '1e3'],
  ['ten thousand digits', '9'.repeat(10_000)],
])('an id of %s is refused', async ([, id], { app }) => {
  const refused = parameterError({ superAdminId: NOT_INTEGER })

  expect(await app.send('GET', `${url}/${id}`)).toEqual(refused)
  expect(await app.send('PUT', `${url}/${id}`, {})).toEqual(refused)
})

test('another store does not find the super admin', async ({ app }) => {
  const { id } = await app.arrange((writer) => aSuperAdmin(writer))

  expect(await app.send('GET', `${url}/${id}`, undefined, fromOtherStore)).toEqual(notFound)
  expect(await app.send('PUT', `${url}/${id}`, { firstName: 'Eve' }, fromOtherStore)).toEqual(notFound)
  expect((await app.send('GET', `${url}/${id}`)).body.data.firstName).toBe('Sue')
  expect(await app.events()).toEqual([])
})

test('a token that may only read changes nothing', async ({ app }) => {
  const { id } = await app.arrange((writer) => aSuperAdmin(writer))

  expect(await app.send('PUT', `${url}/${id}`, { firstName: 'Eve' }, fromReader)).toEqual(
    refusal(403, 'Invalid access token'),
  )
  expect((await app.send('GET', `${url}/${id}`)).body.data.firstName).toBe('Sue')
  expect(await app.events()).toEqual([])
})
