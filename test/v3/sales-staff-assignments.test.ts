import { expect } from 'vitest'
import { retireSystemUser } from '../../src/domain/system-users.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError } from './replies.ts'
import {
  arrangeTeam,
  assigned,
  begun,
  ended,
  noCompany,
  noSalesStaff,
  put,
  success,
  updatedAt,
} from './sales-staff.ts'

test('only the named companies change', async ({ app }) => {
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

test('assigning twice keeps the first time and causes no second event', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)
  await put(app, rep, [{ companyId: a, assignStatus: true }])
  app.clock.now += 60

  expect(await put(app, rep, [{ companyId: a, assignStatus: true }])).toEqual(success)
  expect(await assigned(app, rep)).toEqual([[a, NOW]])
  expect(await updatedAt(app, rep)).toBe(NOW)
  expect(await app.events()).toEqual([begun(rep, a)])
})

test('unassigning a company that is not assigned changes nothing', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)
  app.clock.now += 60

  expect(await put(app, rep, [{ companyId: a, assignStatus: false }])).toEqual(success)
  expect(await put(app, rep, [])).toEqual(success)
  expect(await updatedAt(app, rep)).toBe(NOW)
  expect(await app.events()).toEqual([])
})

test('of two entries for the same company the last one counts', async ({ app }) => {
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

test('other keys of an entry are ignored', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)

  expect(await put(app, rep, [{ companyId: a, assignStatus: true, assignstatus: false, note: 'x' }])).toEqual(
    success,
  )
  expect(await assigned(app, rep)).toEqual([[a, NOW]])
})

test('nothing changes when one company does not exist, whatever its place in the list', async ({ app }) => {
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

test('only sales staff of the store can be assigned companies', async ({ app }) => {
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
  [[{ companyId: '1', assignStatus: true }], 'company_id: A valid integer is required.'],
  [[{ companyId: 1.5, assignStatus: true }], 'company_id: A valid integer is required.'],
  [[{ companyId: null, assignStatus: true }], 'company_id: A valid integer is required.'],
  [
    [{ companyId: 1e18, assignStatus: true }],
    'company_id: Ensure this value is less than or equal to 9007199254740991.',
  ],
  [[7], 'Invalid data. Expected a dictionary.'],
  [[[]], 'Invalid data. Expected a dictionary.'],
  [{ companyId: 1, assignStatus: true }, 'Invalid data. Expected an array.'],
  ['assign', 'Invalid data. Expected an array.'],
  [null, 'Invalid data. Expected an array.'],
] as const)('an unreadable assignment is refused: %j', async ([body, errMsg], { app }) => {
  const { rep } = await arrangeTeam(app)

  expect(await put(app, rep, body)).toEqual(parameterError(errMsg))
  expect(await app.events()).toEqual([])
})

test('an unreadable entry stops the ones before it', async ({ app }) => {
  const { rep, a, b } = await arrangeTeam(app)

  const reply = await put(app, rep, [
    { companyId: a, assignStatus: true },
    { companyId: b, assignStatus: 'yes' },
  ])

  expect(reply).toEqual(parameterError('Must be a valid boolean.'))
  expect(await assigned(app, rep)).toEqual([])
})

test('an id in the path that is not an integer is refused by name', async ({ app }) => {
  expect(await put(app, 'rita', [])).toEqual(parameterError('salesStaffId: A valid integer is required.'))
})

test('a token that may only read cannot assign', async ({ app }) => {
  const { rep, a } = await arrangeTeam(app)

  expect(await put(app, rep, [{ companyId: a, assignStatus: true }], fromReader)).toEqual({
    status: 403,
    body: { code: 403, data: {}, meta: { message: 'Invalid access token' } },
  })
  expect(await assigned(app, rep)).toEqual([])
})
