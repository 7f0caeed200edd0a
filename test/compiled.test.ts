import { expect } from 'vitest'
import { compiled } from '../src/db/compiled.ts'
import type { Db } from '../src/db/schema.ts'
import { createCustomerGroup } from '../src/domain/customer-groups.ts'
import { getStore } from '../src/domain/stores.ts'
import { test } from './harness.ts'

const fromName = compiled<{ storeId: number; name: string }>()((db, { storeId, name }) =>
  built(db, storeId, name),
)

test('a compiled query answers what the built one does, in a transaction and outside', async ({ app }) => {
  await app.arrange(async (writer) => {
    for (const name of ['a', 'b']) await createCustomerGroup(writer, { name, priceListId: null })
  })
  const { database } = app
  const { store_id: storeId } = await getStore(database.db, 'demo1234')

  for (const name of ['a', 'b', 'c']) {
    expect(await fromName.all(database.db, { storeId, name })).toEqual(
      await built(database.db, storeId, name).execute(),
    )
  }
  const inside = await app.arrange(async (writer) => {
    await createCustomerGroup(writer, { name: 'c', priceListId: null })
    return {
      all: await fromName.all(writer.db, { storeId, name: 'b' }),
      built: await built(writer.db, storeId, 'b').execute(),
      first: await fromName.first(writer.db, { storeId, name: 'c' }),
      none: await fromName.first(writer.db, { storeId, name: 'd' }),
    }
  })

  expect(inside.all.map(({ name }) => name)).toEqual(['b', 'c'])
  expect(inside.all).toEqual(inside.built)
  expect(inside.first?.name).toBe('c')
  expect(inside.none).toBeUndefined()
})

function built(db: Db, storeId: number, name: string) {
  return db
    .selectFrom('customer_group')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('name', '>=', name)
    .orderBy('name')
}
