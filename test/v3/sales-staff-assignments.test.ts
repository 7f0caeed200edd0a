import fc from 'fast-check'
import { expect } from 'vitest'
import { retireSystemUser } from '../../src/domain/system-users.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'

const success = { status: 200, body: { code: 200, data: {}, meta: { message: 'SUCCESS' } } }
const parameterError = (errMsg: string) => ({
  status: 422,
  body: { code: 422, data: { errMsg }, meta: { message: 'Parameter Error' } },
})
const noCompany = parameterError('Company does not exist.')
const noSalesStaff = parameterError('Sales staff does not exist.')

function put(app: App, salesStaffId: number | string, body: unknown, headers?: Record<string, string>) {
  return app.send('PUT', `/api/v3/io/sales-staffs/${salesStaffId}`, body, headers)
}

/** A sales person and companies `a`, `b` and `c`, nobody assigned. */
function arrangeTeam(app: App) {
  return app.arrange(async (writer) => ({
    rep: await aSalesPerson(writer),
    a: await aCompany(writer, { name: 'A' }),
    b: await aCompany(writer, { name: 'B' }),
    c: await aCompany(writer, { name: 'C' }),
  }))
}

/** What is assigned, as `[companyId, assignedAt]` in the order of companies. */
async function assigned(app: App, salesStaffId: number): Promise<[number, number][]> {
  const { body } = await app.send('GET', `/api/v3/io/sales-staffs/${salesStaffId}`)
  return body.data.assignedCompanies.map((company: { id: number; assignedAt: number }) => [
    company.id,
    company.assignedAt,
  ])
}

async function updatedAt(app: App, salesStaffId: number): Promise<number> {
  const row = await app.database.db
    .selectFrom('system_user')
    .select('updated_at')
    .where('id', '=', salesStaffId)
    .executeTakeFirstOrThrow()
  return row.updated_at
}

const begun = (salesStaffId: number, companyId: number) => ({
  event: 'sales_staff.assigned',
  salesStaffId,
  companyId,
})
const ended = (salesStaffId: number, companyId: number) => ({
  event: 'sales_staff.unassigned',
  salesStaffId,
  companyId,
})

test('only the companies that are named change', async ({ app }) => {
  const { rep, a, b, c } = await arrangeTeam(app)
  await put(app, rep, [
    { companyId: a, assignStatus: true },
    { companyId: b, assignStatus: true },
  ])
  app.clock.now += 60

  const reply = await put(app, rep, [
    { companyId: c, assignStatus: true },
    { companyId: b, assignStatus: false },
  ])

  expect(reply).toEqual(success)
  expect(await assigned(app, rep)).toEqual([
    [a, NOW],
    [c, NOW + 60],
  ])
  expect(await updatedAt(app, rep)).toBe(NOW + 60)
  expect(await app.events()).toEqual([begun(rep, a), begun(rep, b), begun(rep, c), ended(rep, b)])
})

test('assigning twice keeps the time of the first, and nothing has happened', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)
  await put(app, rep, [{ companyId: a, assignStatus: true }])
  app.clock.now += 60

  expect(await put(app, rep, [{ companyId: a, assignStatus: true }])).toEqual(success)
  expect(await assigned(app, rep)).toEqual([[a, NOW]])
  expect(await updatedAt(app, rep)).toBe(NOW)
  expect(await app.events()).toEqual([begun(rep, a)])
})

test('unassigning what is not assigned changes nothing', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)
  app.clock.now += 60

  expect(await put(app, rep, [{ companyId: a, assignStatus: false }])).toEqual(success)
  expect(await put(app, rep, [])).toEqual(success)
  expect(await updatedAt(app, rep)).toBe(NOW)
  expect(await app.events()).toEqual([])
})

test('of the same company twice the last entry stands', async ({ app }) => {
  const { rep, a, b } = await arrangeTeam(app)
  await put(app, rep, [{ companyId: b, assignStatus: true }])

  const reply = await put(app, rep, [
    { companyId: a, assignStatus: true },
    { companyId: b, assignStatus: false },
    { companyId: a, assignStatus: false },
    { companyId: b, assignStatus: true },
  ])

  expect(reply).toEqual(success)
  expect(await assigned(app, rep)).toEqual([[b, NOW]])
  expect(await app.events()).toEqual([begun(rep, b)])
})

test('what else an entry says is ignored', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)

  expect(await put(app, rep, [{ companyId: a, assignStatus: true, assignstatus: false, note: 'x' }])).toEqual(
    success,
  )
  expect(await assigned(app, rep)).toEqual([[a, NOW]])
})

test('nothing changes when one company does not exist, wherever it stands', async ({ app }) => {
  const { rep, a, b } = await arrangeTeam(app)
  await put(app, rep, [{ companyId: b, assignStatus: true }])
  const elsewhere = await app.arrange((writer) => aCompany(writer), 'other567')
  const good = [
    { companyId: a, assignStatus: true },
    { companyId: b, assignStatus: false },
  ]

  for (const companyId of [elsewhere, 999_999, -1]) {
    for (const assignStatus of [true, false]) {
      for (const place of [0, 1, 2]) {
        const body = good.toSpliced(place, 0, { companyId, assignStatus })
        expect(await put(app, rep, body)).toEqual(noCompany)
      }
    }
  }
  expect(await assigned(app, rep)).toEqual([[b, NOW]])
  expect(await app.events()).toEqual([])
})

test('who is not sales staff of the store cannot be given companies', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)
  const { admin, retired } = await app.arrange(async (writer) => {
    const retired = await aSalesPerson(writer, 'retired@demo.example')
    await retireSystemUser(writer, retired)
    return { retired, admin: await aSalesPerson(writer, 'second@demo.example', 'Administrator') }
  })
  const elsewhere = await app.arrange((writer) => aSalesPerson(writer), 'other567')
  const body = [{ companyId: a, assignStatus: true }]

  for (const id of [admin, retired, elsewhere, 999_999, -1]) {
    expect(await put(app, id, body)).toEqual(noSalesStaff)
  }
  expect(await put(app, elsewhere, [{ companyId: 999_999, assignStatus: true }])).toEqual(noSalesStaff)
  expect(await put(app, rep, body, fromOtherStore)).toEqual(noSalesStaff)
  expect(await app.database.db.selectFrom('sales_staff_company').selectAll().execute()).toEqual([])
  expect(await app.events()).toEqual([])
})

test.for([
  [[{ assignStatus: true }], 'company_id: This field is required.'],
  [[{ companyId: 1 }], 'assign_status: This field is required.'],
  [[{ company_id: 1, assignStatus: true }], 'company_id: This field is required.'],
  [[{ CompanyId: 1, assignStatus: true }], 'company_id: This field is required.'],
  [[{}], 'company_id: This field is required.'],
  [[{ companyId: 1, assignStatus: 'yes' }], 'Must be a valid boolean.'],
  [[{ companyId: 1, assignStatus: 1 }], 'Must be a valid boolean.'],
  [[{ companyId: 1, assignStatus: null }], 'Must be a valid boolean.'],
  [[{ companyId: '1', assignStatus: true }], 'A valid integer is required.'],
  [[{ companyId: 1.5, assignStatus: true }], 'A valid integer is required.'],
  [[{ companyId: null, assignStatus: true }], 'A valid integer is required.'],
  [[{ companyId: 1e18, assignStatus: true }], 'Ensure this value is less than or equal to 9007199254740991.'],
  [[7], 'Invalid data. Expected a dictionary.'],
  [[[]], 'Invalid data. Expected a dictionary.'],
  [{ companyId: 1, assignStatus: true }, 'Invalid data. Expected an array.'],
  ['assign', 'Invalid data. Expected an array.'],
  [null, 'Invalid data. Expected an array.'],
] as const)('an assignment that cannot be read is refused: %j', async ([body, errMsg], { app }) => {
  const { rep } = await arrangeTeam(app)

  expect(await put(app, rep, body)).toEqual(parameterError(errMsg))
  expect(await app.events()).toEqual([])
})

test('an entry that cannot be read stops those before it', async ({ app }) => {
  const { rep, a, b } = await arrangeTeam(app)

  const reply = await put(app, rep, [
    { companyId: a, assignStatus: true },
    { companyId: b, assignStatus: 'yes' },
  ])

  expect(reply).toEqual(parameterError('Must be a valid boolean.'))
  expect(await assigned(app, rep)).toEqual([])
})

test('an id in the path that is no whole number is refused by its name', async ({ app }) => {
  expect(await put(app, 'rita', [])).toEqual(parameterError('salesStaffId: A valid integer is required.'))
})

test('a token that only reads cannot assign', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)

  expect(await put(app, rep, [{ companyId: a, assignStatus: true }], fromReader)).toEqual({
    status: 403,
    body: { code: 403, data: {}, meta: { message: 'Invalid access token' } },
  })
  expect(await assigned(app, rep)).toEqual([])
})

test('callers who race for one assignment all succeed, and it happens once', async ({ app }) => {
  const { rep, a, b } = await arrangeTeam(app)
  const body = [
    { companyId: a, assignStatus: true },
    { companyId: b, assignStatus: true },
  ]

  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, n) => put(app, rep, n % 2 ? body : body.toReversed())),
  )

  expect(replies).toEqual(Array.from({ length: 8 }, () => success))
  expect(await assigned(app, rep)).toEqual([
    [a, NOW],
    [b, NOW],
  ])
  expect(await app.events()).toEqual([begun(rep, a), begun(rep, b)])
})

test('of two callers who ask for the opposite, one is served after the other', async ({ app }) => {
  const { rep, a, b } = await arrangeTeam(app)
  const both = (assignStatus: boolean) => [
    { companyId: a, assignStatus },
    { companyId: b, assignStatus },
  ]

  for (let round = 0; round < 10; round += 1) {
    await put(app, rep, [
      { companyId: a, assignStatus: true },
      { companyId: b, assignStatus: false },
    ])
    const replies = await Promise.all([put(app, rep, both(true)), put(app, rep, both(false))])
    expect(replies).toEqual([success, success])
    expect([0, 2]).toContain((await assigned(app, rep)).length)
  }
})

test('who is retired while companies are given to them ends with none', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)

  const [reply] = await Promise.all([
    put(app, rep, [{ companyId: a, assignStatus: true }]),
    app.arrange((writer) => retireSystemUser(writer, rep)),
  ])

  expect([success, noSalesStaff]).toContainEqual(reply)
  expect(await app.database.db.selectFrom('sales_staff_company').selectAll().execute()).toEqual([])
})

test('one body may assign and unassign more companies than a statement has parameters for', async ({
  app,
}) => {
  const { rep, companyIds } = await app.arrange(async (writer) => {
    const rep = await aSalesPerson(writer)
    const first = await aCompany(writer)
    const { id: _, ...row } = await writer.db
      .selectFrom('company')
      .selectAll()
      .where('id', '=', first)
      .executeTakeFirstOrThrow()
    for (let n = 0; n < 17; n += 1) {
      const rows = Array.from({ length: 1000 }, () => row)
      await writer.db.insertInto('company').values(rows).execute()
    }
    const companies = await writer.db
      .selectFrom('company')
      .select('id')
      .where('store_id', '=', writer.storeId)
      .execute()
    return { rep, companyIds: companies.map(({ id }) => id) }
  })
  const everything = (assignStatus: boolean) => companyIds.map((companyId) => ({ companyId, assignStatus }))

  expect(await put(app, rep, everything(true))).toEqual(success)
  expect(await assigned(app, rep)).toHaveLength(17_001)
  expect(await put(app, rep, everything(false))).toEqual(success)
  expect(await assigned(app, rep)).toEqual([])
  expect(await app.events()).toHaveLength(2 * 17_001)
})

test('any order of assignment bodies leaves the last one asked', async ({ app }) => {
  const { rep, a, b, c } = await arrangeTeam(app)
  const body = fc.array(fc.record({ companyId: fc.constantFrom(a, b, c), assignStatus: fc.boolean() }), {
    maxLength: 5,
  })

  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 5 }), async (bodies) => {
      const asked = new Map((await assigned(app, rep)).map(([companyId]) => [companyId, true]))
      for (const entries of bodies) {
        expect(await put(app, rep, entries)).toEqual(success)
        for (const { companyId, assignStatus } of entries) asked.set(companyId, assignStatus)
      }
      const left = [a, b, c].filter((companyId) => asked.get(companyId))
      expect((await assigned(app, rep)).map(([companyId]) => companyId)).toEqual(left)
    }),
    { numRuns: 30 },
  )
})
