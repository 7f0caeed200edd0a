import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { fromOtherStore, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { NOT_OBJECT, sendBroken, success } from './super-admin-replies.ts'
import { aCompanyWithJane, emailTaken, NULL, noCompany, noStorefront, rowsOf } from './user-replies.ts'

const url = '/api/v3/io/users/bulk'
const ann = { firstName: 'Ann', lastName: 'Lee', email: 'ann@acme.example', role: 1 }
const people = (companyId: number, count: number) =>
  Array.from({ length: count }, (_, nth) => ({ ...ann, email: `ann${nth}@acme.example`, companyId }))
const tooMany = refusal(413, 'Request Entity Too Large', { errMsg: 'Add up to ten data at a time' })

test('ten users of several companies are created in the order sent', async ({ app }) => {
  const [one, two] = await app.arrange(async (writer) => [await aCompany(writer), await aCompany(writer)])
  const body = people(0, 10).map((user, nth) => ({ ...user, companyId: nth % 2 ? one : two }))

  const reply = await app.send('POST', url, body)

  const { users } = await rowsOf(app)
  expect(reply).toEqual(success(users.map(({ id, customer_id }) => ({ userId: id, bcId: customer_id }))))
  expect(users.map(({ email, company_id }) => ({ email, company_id }))).toEqual(
    body.map(({ email, companyId }) => ({ email, company_id: companyId })),
  )
  expect(await app.events()).toEqual(
    users.map(({ id, company_id }) => ({ event: 'user.created', userId: id, companyId: company_id })),
  )
})

test('an empty list creates nobody', async ({ app }) => {
  expect(await app.send('POST', url, [])).toEqual(success([]))
  expect(await app.events()).toEqual([])
})

test('an eleventh user is refused, and so are thousands, whatever they contain', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const before = await rowsOf(app)

  expect(await app.send('POST', url, people(companyId, 11))).toEqual(tooMany)
  expect(await app.send('POST', url, Array(11).fill({}))).toEqual(tooMany)
  expect(await app.send('POST', url, Array(2000).fill(7))).toEqual(tooMany)
  expect(await rowsOf(app)).toEqual(before)
})

test('one refused entry keeps the others from being created', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const before = await rowsOf(app)
  const good = people(companyId, 2)
  const { role: _, ...roleless } = { ...ann, companyId }
  const refused = [
    [{ ...ann, companyId, email: 'jane@acme.example' }, emailTaken('jane@acme.example')],
    [{ ...ann, companyId, email: 'ANN0@acme.example' }, emailTaken('ANN0@acme.example')],
    [{ ...ann, companyId: 999 }, noCompany],
    [{ ...ann, companyId, channelIds: [] }, noStorefront],
    [roleless, parameterError({ non_field_errors: ['User must have a role.'] })],
    [{ ...ann, companyId, role: 7 }, parameterError({ role: ['"7" is not a valid choice'] })],
    [
      { ...ann, companyId, originChannelId: 9 },
      parameterError({ originChannelId: ['Channel 9 does not exist.'] }),
    ],
  ] as const

  for (const [entry, reply] of refused) {
    expect(await app.send('POST', url, [...good, entry])).toEqual(reply)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('of several unreadable entries the first is reported', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const [good] = people(companyId, 1)

  expect(await app.send('POST', url, [good, { ...ann, email: 'ann', firstName: '' }, {}])).toEqual(
    parameterError({
      firstName: ['This field may not be blank.'],
      email: ['Email is not correct.'],
      companyId: NULL,
    }),
  )
  expect(await app.send('POST', url, [good, { ...ann, companyId: null }])).toEqual(
    parameterError({ companyId: NULL }),
  )
  for (const entry of [7, null, [], 'text']) {
    expect(await app.send('POST', url, [good, entry, {}])).toEqual(
      parameterError({ non_field_errors: NOT_OBJECT }),
    )
  }
})

test.for([[ann], ['text'], [null], [7]])('a body that is %j is not an array', async ([body], { app }) => {
  expect(await app.send('POST', url, body)).toEqual(parameterError('Invalid data. Expected an array.'))
})

test('a body that is not JSON is a bad request', async ({ app }) => {
  expect(await sendBroken(app, 'POST', url)).toEqual(refusal(400, 'Bad Request'))
})

test('a company of another store does not exist', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const foreign = await app.arrange((writer) => aCompany(writer), 'other567')
  const before = await rowsOf(app)

  const mixed = [...people(foreign, 2), { ...ann, companyId }]
  expect(await app.send('POST', url, mixed, fromOtherStore)).toEqual(noCompany)
  expect(await rowsOf(app)).toEqual(before)
})
