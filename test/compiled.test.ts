import { expect } from 'vitest'
import { compiled } from '../src/db/compiled.ts'
import type { Db } from '../src/db/schema.ts'
import { createCustomerGroup } from '../src/domain/customer-groups.ts'
import { getStore } from '../src/domain/stores.ts'
import { test } from './harness.ts'

const fromName = compiled<{ storeId: number; name: string }>()((db, { storeId, name }) =>
  built(db, storeId, name),
)

test('a compiled query gives the same answer as the built one, inside a transaction and outside', async ({
  app,
}) => {
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

const add = compiled<{ storeId: number; name: string | null }>()((db, { storeId, name }) =>
  db
    .insertInto('customer_group')
    // Safe because some tests are about how the engine refuses null.
    .values({ store_id: storeId, name: name as string, name_key: name as string, price_list_id: null }),
)

test('a deferred query runs before the next read, and before the transaction ends', async ({ app }) => {
  const inside = await app.arrange(async ({ db, storeId }) => {
    await add.later(db, { storeId, name: 'a' })
    const names = await namesIn(db)
    await add.later(db, { storeId, name: 'b' })
    return names
  })

  expect(inside).toEqual(['a'])
  expect(await namesIn(app.database.db)).toEqual(['a', 'b'])
})

test('a deferred query that fails also fails its transaction', async ({ app }) => {
  const attempts = [
    async (db: Db, storeId: number) => add.later(db, { storeId, name: null }),
    async (db: Db, storeId: number) => {
      await add.later(db, { storeId, name: null })
      await namesIn(db)
    },
  ]

  for (const attempt of attempts) {
    const done = app.arrange(async ({ db, storeId }) => {
      await add.later(db, { storeId, name: 'a' })
      await attempt(db, storeId)
    })
    await expect(done).rejects.toThrow(/null/i)
  }

  expect(await namesIn(app.database.db)).toEqual([])
})

test('a deferred query is rolled back with its transaction', async ({ app }) => {
  const refused = app.arrange(async ({ db, storeId }) => {
    await add.later(db, { storeId, name: 'a' })
    throw new Error('refused')
  })

  await expect(refused).rejects.toThrow('refused')
  await app.arrange(async ({ db, storeId }) => add.later(db, { storeId, name: 'b' }))
  expect(await namesIn(app.database.db)).toEqual(['b'])
})

test('a query sent after its transaction has failed is refused too, and changes nothing', async ({ app }) => {
  const over: Db[] = []
  const refused = app.arrange(async ({ db }) => {
    over.push(db)
    throw new Error('refused')
  })
  await expect(refused).rejects.toThrow('refused')

  await app.arrange(async ({ db, storeId }) => {
    await add.all(db, { storeId, name: 'open' })
    for (const late of over) {
      for (const send of [
        () => add.all(late, { storeId, name: 'late' }),
        () => add.later(late, { storeId, name: 'late' }),
        () => late.deleteFrom('customer_group').execute(),
      ]) {
        await expect(send()).rejects.toThrow('The transaction has ended.')
      }
    }
  })

  expect(over).toHaveLength(1)
  expect(await namesIn(app.database.db)).toEqual(['open'])
})

async function namesIn(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('customer_group').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}

function built(db: Db, storeId: number, name: string) {
  return db
    .selectFrom('customer_group')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('name', '>=', name)
    .orderBy('name')
}
