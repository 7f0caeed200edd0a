import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { test } from '../harness.ts'

test('a column that another process adds does not shift values to other columns', async ({ app }) => {
  await app.arrange(({ db, storeId }) =>
    db.insertInto('price_list').values({ store_id: storeId, name: 'Summer' }).execute(),
  )
  const query = app.database.db
    .selectFrom('price_list')
    .innerJoin('store', 'store.store_id', 'price_list.store_id')
    .selectAll('price_list')
    .select('store.store_hash')
  const [before] = await query.execute()
  const other = new DatabaseSync(app.url.slice('sqlite:'.length))
  other.exec("alter table price_list add column note text not null default 'added'")
  other.close()

  const after = await query.execute()

  expect(before).toMatchObject({ name: 'Summer', store_hash: 'demo1234' })
  expect(after).toEqual([{ ...before, note: 'added' }])
})
