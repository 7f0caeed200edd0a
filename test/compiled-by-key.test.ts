import { expect } from 'vitest'
import { compiledByKey } from '../src/db/compiled-by-key.ts'
import type { Db } from '../src/db/schema.ts'
import { createCustomerGroup } from '../src/domain/customer-groups.ts'
import { createStore } from '../src/domain/stores.ts'
import { type App, test as base } from './harness.ts'

interface Data {
  db: Db
  storeId: number
  otherStoreId: number
  /** How many read statements have been sent. */
  statements(): number
}

/** Two stores, each with groups a, b and c. */
const test = base.extend<{ data: Data }>({
  async data({ app }, use) {
    const names = ['a', 'b', 'c']
    const storeId = await app.arrange(async (writer) => {
      for (const name of names) await createCustomerGroup(writer, { name, priceListId: null })
      return writer.storeId
    })
    const otherStoreId = await app.database.transaction(async (tx) => {
      const writer = await createStore(tx, 1, { storeHash: 'other', name: 'Other' })
      for (const name of names) await createCustomerGroup(writer, { name, priceListId: null })
      return writer.storeId
    })
    await use({ storeId, otherStoreId, ...counted(app) })
  },
})

const groups = compiledByKey<{ storeId: number }, string>()(
  (db, { storeId, keys }) =>
    db.selectFrom('customer_group').selectAll().where('store_id', '=', storeId).where('name', 'in', keys),
  ({ name }) => name,
)

test('keys asked for in the same turn share a statement, and each gets its own rows', async ({ data }) => {
  const { db, storeId } = data

  const [one, two, none] = await Promise.all([
    groups(db, { storeId }, ['a', 'nobody']),
    groups(db, { storeId }, ['a', 'b']),
    groups(db, { storeId }, []),
  ])

  expect(data.statements()).toBe(1)
  expect(one.get('a')).toEqual([expect.objectContaining({ name: 'a', store_id: storeId })])
  expect(two.get('b')).toEqual([expect.objectContaining({ name: 'b', store_id: storeId })])
  expect(one.get('nobody')).toBeUndefined()
  expect([...none]).toEqual([])
})

test('a later question, or one for another store, gets its own statement', async ({ data }) => {
  const { db, storeId, otherStoreId } = data

  const [one, other, same] = await Promise.all([
    groups(db, { storeId }, ['a']),
    groups(db, { storeId: otherStoreId }, ['a']),
    groups(db, { storeId: otherStoreId }, ['b']),
  ])
  expect(data.statements()).toBe(2)
  await groups(db, { storeId }, ['a'])

  expect(data.statements()).toBe(3)
  expect([...one.values()].flat().map(({ store_id }) => store_id)).toEqual([storeId])
  expect([...other.values()].flat().map(({ store_id }) => store_id)).toEqual([otherStoreId, otherStoreId])
  expect(same).toBe(other)
})

test('a writer sees what it has written in its own transaction', async ({ app, data: { storeId } }) => {
  const found = await app.arrange(async (writer) => {
    const before = await groups(writer.db, { storeId }, ['d'])
    await createCustomerGroup(writer, { name: 'd', priceListId: null })
    return [before, await groups(writer.db, { storeId }, ['d'])]
  })

  expect(found.map((groups) => groups.get('d')?.length)).toEqual([undefined, 1])
})

test('more keys than fit in one statement are split over several', async ({ data }) => {
  const { db, storeId } = data
  const keys = Array.from({ length: 70_000 }, (_, nth) => `nobody ${nth}`)

  const found = await groups(db, { storeId }, ['a', ...keys, 'c'])

  expect([...found.keys()].toSorted()).toEqual(['a', 'c'])
  expect(data.statements()).toBe(18)
})

test('a failed statement fails everyone who shares it, and the next question gets a new one', async ({
  data,
}) => {
  const { db, storeId } = data
  let isBroken = true
  const broken = compiledByKey<{ storeId: number }, string>()(
    (tables, values) => {
      if (isBroken) throw new Error('broken')
      return tables.selectFrom('customer_group').selectAll().where('name', 'in', values.keys)
    },
    ({ name }) => name,
  )

  const outcomes = await Promise.allSettled([broken(db, { storeId }, ['a']), broken(db, { storeId }, ['b'])])
  isBroken = false
  const found = await broken(db, { storeId }, ['a'])

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(found.get('a')).toHaveLength(2)
})

function counted({ database }: App): Pick<Data, 'db' | 'statements'> {
  let statements = 0
  const db = database.db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      statements += 1
      return result
    },
  })
  return { db, statements: () => statements }
}
