import fc from 'fast-check'
import { expect } from 'vitest'
import { retireSystemUser } from '../../src/domain/system-users.ts'
import { tally } from '../../src/domain/tally.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'
import { arrangeTeam, assigned, begun, noSalesStaff, put, success } from './sales-staff.ts'

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

test('when two callers ask for the opposite, they are served one after the other', async ({ app }) => {
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

test('somebody who is retired while they are assigned companies ends with none', async ({ app }) => {
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
      await tally(writer, 'company', rows.length)
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

test('after any sequence of assignment bodies the last request counts', async ({ app }) => {
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
