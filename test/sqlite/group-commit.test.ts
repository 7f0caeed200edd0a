import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db, Tx } from '../../src/db/schema.ts'
import { type App, test } from '../harness.ts'
import { emptyDisk, fillDisk } from './disk.ts'

test('transactions that wait at the same moment share one commit', async ({ app }) => {
  const { database } = app
  await database.transaction((tx) => put(tx, 'first'))
  const before = commitsIn(app)

  await Promise.all(
    Array.from({ length: 32 }, (_, number) => database.transaction((tx) => put(tx, `n${number}`))),
  )

  expect(commitsIn(app) - before).toBe(1)
  expect(await namesIn(database.db)).toHaveLength(33)
})

test('commits are flushed to disk, foreign keys are enforced, no temporary files are written, and readers cannot write', async ({
  app,
}) => {
  const { database } = app

  const { rows } = await database.transaction((tx) =>
    sql`select * from pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, pragma_temp_store`.execute(
      tx,
    ),
  )

  expect(rows).toEqual([{ journal_mode: 'wal', synchronous: 2, foreign_keys: 1, temp_store: 2 }])
  await expect(database.db.deleteFrom('price_list').execute()).rejects.toThrow('readonly database')
})

test('when SQLite aborts the transaction that many share, none of them has written anything', async ({
  app,
}) => {
  const { database } = app
  await database.transaction((tx) => put(tx, 'before'))
  await fillDisk(app)

  const outcomes = await Promise.allSettled([
    database.transaction((tx) => put(tx, 'beside')),
    // The second statement is running when the first has ended the transaction.
    database.transaction((tx) => Promise.all([put(tx, 'x'.repeat(1_000_000)), put(tx, 'follows')])),
    database.transaction((tx) => put(tx, 'later')),
  ])

  expect(
    outcomes.map((outcome) => outcome.status === 'rejected' && database.isUnavailable(outcome.reason)),
  ).toEqual([true, true, true])
  expect(await namesIn(database.db)).toEqual(['before'])
  await emptyDisk(app)
  await database.transaction((tx) => put(tx, 'after'))
  expect(await namesIn(database.db)).toEqual(['after', 'before'])
})

test('a transaction waits for another process that writes, while reads go on', async ({ app }) => {
  const { database } = app
  const other = new DatabaseSync(pathOf(app))
  other.exec('begin immediate')

  const waiting = database.transaction((tx) => put(tx, 'waited'))
  await setImmediate()
  const meanwhile = await namesIn(database.db)
  other.exec('commit')
  other.close()
  await waiting

  expect(meanwhile).toEqual([])
  expect(await namesIn(database.db)).toEqual(['waited'])
})

test('a transaction that waits too long for another process is refused as unavailable', async ({ app }) => {
  const { database } = app
  const other = new DatabaseSync(pathOf(app))
  other.exec('begin immediate')

  const refused = await database.transaction((tx) => put(tx, 'refused')).catch((error: unknown) => error)
  other.close()

  expect(database.isUnavailable(refused)).toBe(true)
  await database.transaction((tx) => put(tx, 'after'))
  expect(await namesIn(database.db)).toEqual(['after'])
})

test('a caller with one transaction after another leaves everyone else their turn', async ({ app }) => {
  const { database } = app
  const turn = { came: false }
  setImmediate().then(() => {
    turn.came = true
  })

  for (let asked = 0; asked < 100 && !turn.came; asked += 1) await database.transaction(async () => {})

  expect(turn.came).toBe(true)
})

test('closing puts everything into the one file', async ({ app }) => {
  await app.database.transaction((tx) => put(tx, 'last'))

  await app.database.close()

  expect(readdirSync(dirname(pathOf(app)))).toEqual(['roster.db'])
})

function pathOf(app: App): string {
  return app.url.slice('sqlite:'.length)
}

/** The number of commits in the write-ahead log: the last page of each holds the size of the database. */
function commitsIn(app: App): number {
  const log = readFileSync(`${pathOf(app)}-wal`)
  const frameBytes = 24 + log.readUInt32BE(8)
  let commits = 0
  for (let at = 32; at < log.length; at += frameBytes) if (log.readUInt32BE(at + 4) > 0) commits += 1
  return commits
}

async function put(tx: Tx, name: string): Promise<void> {
  await tx.insertInto('price_list').values({ store_id: 1, name }).execute()
}

async function namesIn(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('price_list').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}
