import { setImmediate } from 'node:timers/promises'
import { expect } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import type { Db, Tx } from '../src/db/schema.ts'
import { engine } from './databases.ts'
import { test } from './harness.ts'

/** demo1234, which is planted first. */
const DEMO = 1

test('what a transaction wrote is there when it resolves, and not when it rejects', async ({ app }) => {
  const { database } = app

  const value = await database.transaction(async (tx) => {
    await put(tx, 'kept')
    return 'answer'
  })
  const refused = database.transaction(async (tx) => {
    await put(tx, 'gone')
    throw new Error('refused')
  })

  await expect(refused).rejects.toThrow('refused')
  expect(value).toBe('answer')
  expect(await namesIn(database.db)).toEqual(['kept'])
})

test('a failed transaction does not affect those that run beside it', async ({ app }) => {
  const { database } = app
  await database.transaction((tx) => put(tx, 'taken'))

  const outcomes = await Promise.allSettled([
    database.transaction((tx) => put(tx, 'a')),
    database.transaction((tx) => put(tx, 'taken')),
    database.transaction(async (tx) => {
      await put(tx, 'b')
      throw new Error('refused')
    }),
    database.transaction((tx) => put(tx, 'c')),
  ])

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(await namesIn(database.db)).toEqual(['a', 'c', 'taken'])
})

test('a transaction resolves only once everyone can read what it wrote', async ({ app }) => {
  const { database } = app
  const names = Array.from({ length: 20 }, (_, number) => `n${number}`)

  const seen = await Promise.all(
    names.map(async (name) => {
      await database.transaction((tx) => put(tx, name))
      return (await namesIn(database.db)).includes(name)
    }),
  )

  expect(seen).toEqual(names.map(() => true))
})

test('when many race for a unique value, one gets it and the others can read it', async ({ app }) => {
  const { database } = app

  const outcomes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const won = await database.transaction((tx) => take(tx, 'wanted'))
      return { won, seen: await namesIn(database.db) }
    }),
  )

  expect(outcomes.filter(({ won }) => won)).toHaveLength(1)
  expect(outcomes.map(({ seen }) => seen)).toEqual(outcomes.map(() => ['wanted']))
})

test('when many change one row at once, every change counts', async ({ app }) => {
  const { database } = app
  const before = await countIn(database.db)

  await Promise.all(
    Array.from({ length: 50 }, () =>
      database.transaction((tx) =>
        tx
          .updateTable('channel')
          .set((column) => ({ updated_at: column('updated_at', '+', 1) }))
          .where('store_id', '=', DEMO)
          .where('channel_id', '=', 1)
          .execute(),
      ),
    ),
  )

  expect((await countIn(database.db)) - before).toBe(50)
})

test('when two isolated transactions read and then write by what they read, neither misses the other', async ({
  app,
}) => {
  const { database } = app
  const before = await countIn(database.db)
  const look = { looking: 0, seen: Promise.withResolvers<void>() }

  await Promise.all(
    [1, 2].map(() =>
      database.transaction(async (tx) => {
        await database.isolate(tx)
        const count = await countIn(tx)
        look.looking += 1
        if (look.looking === 2) look.seen.resolve()
        // An engine that runs one transaction at a time lets nobody else read meanwhile.
        if (engine === 'postgres') await look.seen.promise
        await tx
          .updateTable('channel')
          .set({ updated_at: count + 1 })
          .where('store_id', '=', DEMO)
          .where('channel_id', '=', 1)
          .execute()
      }),
    ),
  )

  expect((await countIn(database.db)) - before).toBe(2)
})

test('a lock ends with its transaction, and a request for a lock that is taken does not wait', async ({
  app,
}) => {
  const { database } = app
  const tryIt = () => database.transaction((tx) => database.tryLock(tx, 'wanted'))

  const within = await database.transaction(async (tx) => {
    const own = await database.tryLock(tx, 'wanted')
    // An engine that runs one transaction at a time lets nobody else ask meanwhile.
    const other = engine === 'postgres' ? await tryIt() : false
    return [own, other]
  })
  const failing = database.transaction(async (tx) => {
    await database.tryLock(tx, 'wanted')
    throw new Error('refused')
  })

  await expect(failing).rejects.toThrow('refused')
  expect([within, await tryIt()]).toEqual([[true, false], true])
})

test('a read neither waits for an open transaction nor sees what it wrote', async ({ app }) => {
  const { database } = app

  const seen = await database.transaction(async (tx) => {
    await put(tx, 'open')
    return { inside: await namesIn(tx), outside: await namesIn(database.db) }
  })

  expect(seen).toEqual({ inside: ['open'], outside: [] })
})

test('the id of a deleted row is not reused', async ({ app }) => {
  const { database } = app
  const first = await database.transaction((tx) => put(tx, 'first'))

  await database.transaction((tx) => tx.deleteFrom('customer_group').where('id', '=', first).execute())
  const second = await database.transaction((tx) => put(tx, 'second'))

  expect(second).toBeGreaterThan(first)
})

test('closing waits for the transaction under way and refuses later ones', async ({ app }) => {
  const { database } = app
  const begun = Promise.withResolvers<void>()
  const underWay = database.transaction((tx) => {
    begun.resolve()
    return put(tx, 'under way')
  })
  await begun.promise

  await database.close()

  const outcomes = await Promise.allSettled([underWay, database.transaction((tx) => put(tx, 'late'))])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  await using ending = new AsyncDisposableStack()
  const reopened = await openDatabase(app.url)
  ending.defer(() => reopened.close())
  expect(await namesIn(reopened.db)).toEqual(['under way'])
})

test('reading on from the last settled event during many writes misses none and repeats none', async ({
  app,
}) => {
  const { database } = app
  let writing = 50
  const read: number[] = []

  const writers = Array.from({ length: writing }, (_, number) =>
    database
      .transaction(async (tx) => {
        await put(tx, `n${number}`)
        for (let pauses = number % 7; pauses > 0; pauses -= 1) await setImmediate()
        return anEvent(tx)
      })
      .finally(() => {
        writing -= 1
      }),
  )
  const reader = async () => {
    for (let last = false; !last; ) {
      await setImmediate()
      last = writing === 0
      const settled = await database.settledEvents()
      read.push(...(await eventsIn(database.db, read.at(-1) ?? 0)).filter((id) => id <= settled))
    }
  }
  const [written] = await Promise.all([Promise.all(writers), reader()])

  expect(read).toEqual(written.toSorted((a, b) => a - b))
})

/** Writes an event and returns its id. */
async function anEvent(tx: Tx): Promise<number> {
  const { id } = await tx
    .insertInto('outbox')
    .values({ store_id: DEMO, event: 'something', payload: '{}', created_at: 0, actor: 'roster' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The events that can be read after this one. */
async function eventsIn(db: Db, after: number): Promise<number[]> {
  const rows = await db.selectFrom('outbox').select('id').where('id', '>', after).orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** Writes a row and returns its id. */
async function put(tx: Tx, name: string): Promise<number> {
  const { id } = await tx
    .insertInto('customer_group')
    .values({ store_id: DEMO, name, name_key: name, price_list_id: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Like `put`, for a name that may be taken. Returns whether it was free. */
async function take(tx: Tx, name: string): Promise<boolean> {
  const row = await tx
    .insertInto('customer_group')
    .values({ store_id: DEMO, name, name_key: name, price_list_id: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

async function namesIn(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('customer_group').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}

async function countIn(db: Db): Promise<number> {
  const { updated_at } = await db
    .selectFrom('channel')
    .select('updated_at')
    .where('store_id', '=', DEMO)
    .where('channel_id', '=', 1)
    .executeTakeFirstOrThrow()
  return updated_at
}
