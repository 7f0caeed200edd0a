import { sql } from 'kysely'
import { test as base, expect } from 'vitest'
import { type Database, openDatabase } from '../../src/db/database.ts'
import { CommitInDoubt } from '../../src/db/errors.ts'
import { execute } from './administrator.ts'
import { type Pair, startPair } from './pair.ts'

interface Standing {
  ending: AsyncDisposableStack
  pair: Pair
}

const test = base.extend<Standing>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  ending: async ({}, use) => {
    await using ending = new AsyncDisposableStack()
    await use(ending)
  },
  pair: async ({ ending }, use) => {
    const pair = await startPair()
    ending.defer(() => pair.remove())
    await use(pair)
  },
})

test('of several servers the one that accepts writes is used', async ({ ending, pair }) => {
  const database = await open(ending, pair.url)

  await put(database, 'written')

  expect(await namesIn(database)).toEqual(['written'])
  expect(await portsOf(database)).toEqual(Array(2).fill(new URL(pair.primary).port))
})

test('when the primary fails its standby is used as soon as it accepts writes', async ({ ending, pair }) => {
  const database = await open(ending, pair.url)
  await put(database, 'before')

  pair.kill('primary')
  await expect.poll(() => isRefused(database)).toBe(true)
  const read = await namesIn(database).catch((error: unknown) => error)
  pair.promote()
  await put(database, 'after')

  expect(database.isUnavailable(read)).toBe(true)
  expect(await namesIn(database)).toEqual(['before', 'after'])
})

test('a server that no longer accepts writes is abandoned, for reads too', async ({ ending, pair }) => {
  const database = await open(ending, pair.url)
  await put(database, 'before')
  await namesIn(database)

  await execute(pair.primary, 'alter system set default_transaction_read_only = on')
  await execute(pair.primary, 'select pg_reload_conf()')
  pair.promote()
  await expect.poll(() => isRefused(database)).toBe(true)
  await put(database, 'after')

  expect(await namesIn(database)).toEqual(['before', 'after'])
  expect(await portsOf(database)).toEqual(Array(2).fill(new URL(pair.standby).port))
})

test('a commit that the standby has not confirmed does not count as a commit', async ({ ending, pair }) => {
  const database = await open(ending, pair.url)

  pair.kill('standby')
  const outcome = put(database, 'unconfirmed').catch((error: unknown) => error)
  await expect.poll(() => cancelWaiting(database)).toBe(1)

  expect(database.isUnavailable(await outcome)).toBe(true)
  expect(await outcome).toBeInstanceOf(CommitInDoubt)
  expect(await namesIn(database)).toEqual(['unconfirmed'])
})

test('opening fails when there are only standbys', async ({ pair }) => {
  const { host } = new URL(pair.standby)
  const refused = (url: string) => openDatabase(url).catch((error: unknown) => error)

  expect(await refused(pair.standby)).toMatchObject({
    name: 'UnusableDatabase',
    message:
      `The PostgreSQL database "postgres" at ${host} cannot be used (it takes no writes): ` +
      'give the address of the server that takes writes, or promote this one.',
  })
  expect(await refused(`postgres://roster@127.0.0.1:1,${host}/postgres`)).toMatchObject({
    name: 'UnusableDatabase',
    message:
      `The PostgreSQL database "postgres" at 127.0.0.1:1, ${host} cannot be used ` +
      `(127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; ${host}: it takes no writes): ` +
      'give the address of the server that takes writes, or promote this one.',
  })
})

async function open(ending: AsyncDisposableStack, url: string): Promise<Database> {
  const database = await openDatabase(url)
  ending.defer(() => database.close())
  return database
}

async function put({ transaction }: Database, name: string): Promise<void> {
  const store = { store_hash: name, name, signing_secret: 'secret', created_at: 0 }
  await transaction((tx) => tx.insertInto('store').values(store).execute())
}

async function namesIn({ db }: Database): Promise<string[]> {
  const rows = await db.selectFrom('store').select('name').orderBy('store_id').execute()
  return rows.map(({ name }) => name)
}

/** Whether a write is refused as temporarily unavailable. */
async function isRefused(database: Database): Promise<boolean> {
  const error = await database
    .transaction((tx) => sql`delete from store where name = 'nobody'`.execute(tx))
    .catch((thrown: unknown) => thrown)
  return database.isUnavailable(error)
}

/** The ports of the servers that a read and a write reach. */
async function portsOf({ db, transaction }: Database): Promise<string[]> {
  const asked = sql<{ port: number }>`select inet_server_port() as port`
  const { rows } = await asked.execute(db)
  const written = await transaction((tx) => asked.execute(tx))
  return [...rows, ...written.rows].map(({ port }) => String(port))
}

/** Cancels the wait of commits for the standby, and returns how many there were. */
async function cancelWaiting({ db }: Database): Promise<number> {
  const { rows } = await sql`
    select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`.execute(db)
  return rows.length
}
