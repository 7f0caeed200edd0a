import fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Writer } from '../../src/domain/scope.ts'
import { tally } from '../../src/domain/tally.ts'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { companies, ofCompany, ofSuperAdmin, pairs, people } from './super-admin-assignments.ts'
import { success } from './super-admin-replies.ts'

test('more companies can be assigned at once than a statement has parameters for', async ({ app }) => {
  const { a, acme } = await app.arrange(people)
  const count = 17_000
  await app.arrange((writer) => copyCompany(writer, acme, count))
  const rows = await app.database.db
    .selectFrom('company')
    .select('id')
    .where('id', '>', acme + 1)
    .execute()
  const companyIds = rows.map(({ id }) => id)

  expect(await app.send('PUT', ofSuperAdmin(a), companies(true, ...companyIds))).toEqual(success({}))
  expect(await pairs(app)).toHaveLength(count)
  expect(await app.send('PUT', ofSuperAdmin(a), companies(false, ...companyIds))).toEqual(success({}))
  expect(await pairs(app)).toEqual([])
  expect(await app.events()).toHaveLength(2 * count)
})

test('after any sequence of assignments the last request for each pair counts', async ({ app }) => {
  const { a, b, acme, bolt } = await app.arrange(people)
  const superAdminIds = [a, b]
  const companyIds = [acme, bolt, await app.arrange((writer) => aCompany(writer))]
  const pair = fc.record({
    superAdminId: fc.constantFrom(...superAdminIds),
    companyId: fc.constantFrom(...companyIds),
    isAssigned: fc.boolean(),
  })
  const sides = [
    ...superAdminIds.map((id) => ({ url: ofSuperAdmin(id), key: 'companies', own: { superAdminId: id } })),
    ...companyIds.map((id) => ({ url: ofCompany(id), key: 'superAdmins', own: { companyId: id } })),
  ]
  const bodies = fc.array(fc.tuple(fc.constantFrom(...sides), fc.array(pair, { maxLength: 6 })), {
    maxLength: 8,
  })

  await fc.assert(
    fc.asyncProperty(bodies, async (sent) => {
      await app.database.transaction((tx) => tx.deleteFrom('super_admin_company').execute())
      const last = new Map<string, boolean>()
      for (const [{ url, key, own }, changes] of sent) {
        const asked = changes.map((change) => ({ ...change, ...own }))
        expect(await app.send('PUT', url, { [key]: asked })).toEqual(success({}))
        for (const { superAdminId, companyId, isAssigned } of asked) {
          last.set(`${superAdminId},${companyId}`, isAssigned)
        }
      }
      const expected = [...last.keys()].filter((key) => last.get(key))
      expect((await pairs(app)).map(String).toSorted()).toEqual(expected.toSorted())
    }),
    { numRuns: 40 },
  )
})

/** Makes `count` copies of an existing company with one statement. */
async function copyCompany(writer: Writer, companyId: number, count: number): Promise<void> {
  const { db, storeId } = writer
  const rest = sql`name, email, phone, address_line1, address_line2, city, zip_code, state, country, description,
    uuid, status, search_key, created_at, updated_at`
  await sql`
    insert into company (store_id, ${rest})
    with recursive counted (n) as (select 1 union all select n + 1 from counted where n < ${count})
    select store_id, ${rest} from company cross join counted
    where store_id = ${storeId} and id = ${companyId}`.execute(db)
  await tally(writer, 'company', count)
}
