import { sql } from 'kysely'
import { expect } from 'vitest'
import { compiled } from '../../src/db/compiled.ts'
import type { Tx } from '../../src/db/schema.ts'
import { test } from '../harness.ts'

test('a transaction that looked for a unique value before it was taken runs again and finds it taken', async ({
  app,
}) => {
  const { database } = app
  const looks: boolean[] = []

  await database.transaction(async (tx) => {
    const taken = await isTaken(tx, 'wanted')
    looks.push(taken)
    if (taken) return
    await database.transaction((other) => takeName(other, 'wanted'))
    await takeName(tx, 'wanted')
  })

  expect(looks).toEqual([false, true])
})

test('a transaction that read a row before it was deleted runs again and does not find it', async ({
  app,
}) => {
  const { database } = app
  const id = await database.transaction(aPriceList)
  const looks: boolean[] = []

  await database.transaction(async (tx) => {
    const there = await isThere(tx, id)
    looks.push(there)
    if (!there) return
    await database.transaction((other) => other.deleteFrom('price_list').where('id', '=', id).execute())
    await takeName(tx, 'of a price list', id)
  })

  expect(looks).toEqual([true, false])
})

test('two transactions in a deadlock both succeed', async ({ app }) => {
  const { database } = app
  const [a, b] = await database.transaction(async (tx) => [await aPriceList(tx), await aPriceList(tx)])
  const both = twoMeet()

  const runs = { forwards: 0, backwards: 0 }
  await Promise.all([
    database.transaction(async (tx) => {
      runs.forwards += 1
      await changeInTurn(tx, [a, b], both.first)
    }),
    database.transaction(async (tx) => {
      runs.backwards += 1
      await changeInTurn(tx, [b, a], both.second)
    }),
  ])

  expect(runs.forwards + runs.backwards).toBe(3)
})

test('what fails before statements that nobody waits for runs again too', async ({ app }) => {
  const { database } = app
  await database.transaction((tx) => takeName(tx, 'wanted'))
  let runs = 0

  await database.transaction(async (tx) => {
    runs += 1
    if (runs > 1) return
    await Promise.all([insertGroup.all(tx, { name: 'wanted' }), insertGroup.later(tx, { name: 'other' })])
  })

  expect(runs).toBe(2)
})

test('a transaction that is aborted repeatedly is refused as unavailable after three runs', async ({
  app,
}) => {
  const { database } = app
  let runs = 0

  const refused = await database
    .transaction(async (tx) => {
      runs += 1
      await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(tx)
    })
    .catch((error: unknown) => error)

  expect(database.isUnavailable(refused)).toBe(true)
  expect(runs).toBe(3)
})

test('a transaction that its own rules refuse is not run again', async ({ app }) => {
  let runs = 0

  const refused = app.database.transaction(async () => {
    runs += 1
    throw new Error('refused')
  })

  await expect(refused).rejects.toThrow('refused')
  expect(runs).toBe(1)
})

const insertGroup = compiled<{ name: string }>()((db, { name }) =>
  db.insertInto('customer_group').values({ store_id: 1, name, name_key: name, price_list_id: null }),
)

/** Each of the two waits, once, until the other has come as far. */
function twoMeet() {
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  const meet = (own: PromiseWithResolvers<void>, other: PromiseWithResolvers<void>) => {
    own.resolve()
    return other.promise
  }
  return { first: () => meet(first, second), second: () => meet(second, first) }
}

async function changeInTurn(tx: Tx, ids: readonly number[], between: () => Promise<void>): Promise<void> {
  await sql`set local deadlock_timeout = '10ms'`.execute(tx)
  for (const id of ids) {
    await tx.updateTable('price_list').set({ name: 'changed' }).where('id', '=', id).execute()
    await between()
  }
}

async function aPriceList(tx: Tx): Promise<number> {
  const { id } = await tx
    .insertInto('price_list')
    .values({ store_id: 1, name: 'list' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function isThere(tx: Tx, id: number): Promise<boolean> {
  return (await tx.selectFrom('price_list').select('id').where('id', '=', id).execute()).length > 0
}

async function takeName(tx: Tx, name: string, priceListId: number | null = null): Promise<void> {
  await tx
    .insertInto('customer_group')
    .values({ store_id: 1, name, name_key: name, price_list_id: priceListId })
    .execute()
}

async function isTaken(tx: Tx, name: string): Promise<boolean> {
  return (await tx.selectFrom('customer_group').select('id').where('name', '=', name).execute()).length > 0
}
