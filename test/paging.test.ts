import fc from 'fast-check'
import { expect } from 'vitest'
import { type Page, paged } from '../src/db/paging.ts'
import type { Db } from '../src/db/schema.ts'
import { test } from './harness.ts'

const NAMES = ['ten', 'two', 'none']

test('a page has its part of the rows in order, and the total is exact', async ({ app }) => {
  await app.arrange(async ({ db, storeId }) => {
    const names = Array.from({ length: 12 }, (_, number) => (number < 10 ? 'ten' : 'two'))
    await db
      .insertInto('price_list')
      .values(names.map((name) => ({ store_id: storeId, name })))
      .execute()
  })
  const { db } = app.database
  const everything = await db.selectFrom('price_list').selectAll().orderBy('id', 'desc').execute()
  const page = fc.record({ limit: fc.nat(14).map((limit) => limit + 1), offset: fc.nat(14) })
  const wanted = fc.record({ names: fc.constantFrom(['ten'], ['two'], ['none'], NAMES), page })

  await fc.assert(
    fc.asyncProperty(wanted, async ({ names, page }) => {
      const kept = everything.filter(({ name }) => names.includes(name))
      const rows = kept.slice(page.offset, page.offset + page.limit)
      expect(await pageOf(db, names, page)).toEqual({ rows, total: kept.length })
    }),
  )
})

/** Rows of a join, as in the API's lists. */
function pageOf(db: Db, names: readonly string[], page: Page) {
  const query = db
    .selectFrom('price_list')
    .innerJoin('store', 'store.store_id', 'price_list.store_id')
    .selectAll('price_list')
    .where('price_list.name', 'in', names)
    .orderBy('price_list.id', 'desc')
  return paged(query, page)
}
