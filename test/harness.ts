import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { test as base, expect } from 'vitest'
import type { Context } from '../src/api/context.ts'
import { buildServer } from '../src/api/server.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { byCommand, type Writer } from '../src/domain/scope.ts'
import { getStore } from '../src/domain/stores.ts'
import { fromDemo } from './credentials.ts'
import { freshDatabase, NOW } from './databases.ts'
import { holdToDocument } from './documented.ts'

type Method = NonNullable<InjectOptions['method']>
type Headers = Record<string, string>

/** The context of a test file's server: the database and the clock of the test that is running. */
class Stage implements Context {
  #database: Database | undefined
  clock = { now: NOW }
  /** The folder exists only once a file has been stored. */
  files = ''

  get database(): Database {
    if (!this.#database) throw new Error('No test is running.')
    return this.#database
  }

  now = () => this.clock.now

  /** Opens a database for the next test and makes the server forget the tokens it has seen. */
  async set(ending: AsyncDisposableStack, server: FastifyInstance) {
    const fresh = await freshDatabase()
    ending.defer(() => fresh.drop())
    const opened = await openDatabase(fresh.url)
    // The next test has another database, which may report the same revisions.
    let open = true
    this.#database = {
      ...opened,
      revision: async () => `${fresh.url} ${await opened.revision()}`,
      async close() {
        open = false
        await opened.close()
      },
    }
    ending.defer(() => opened.close())
    ending.defer(async () => {
      if (open) await assertTallies(opened)
    })
    this.files = join(tmpdir(), `roster-test-files-${randomUUID()}`)
    ending.defer(() => rm(this.files, { recursive: true, force: true }))
    this.clock = { now: 0 }
    await server.inject({
      url: '/api/v3/io/sales-staffs',
      headers: { 'X-Auth-Token': '-', 'X-Store-Hash': '-' },
    })
    this.clock = { now: NOW }
    return fresh.url
  }
}

/** After every test the stored tallies match the rows, and exactly the sales staff are marked as selling. */
async function assertTallies({ db }: Database): Promise<void> {
  const [stores, entries, companies, users, salesStaff, marked] = await Promise.all([
    db.selectFrom('store').select('store_id').execute(),
    db.selectFrom('tally').selectAll().execute(),
    db.selectFrom('company').select('store_id').execute(),
    db.selectFrom('b2b_user').select('store_id').where('company_id', 'is not', null).execute(),
    db
      .selectFrom('system_user')
      .innerJoin('system_role', 'system_role.id', 'system_user.system_role_id')
      .select(['system_user.store_id', 'system_user.id'])
      .where('retired_at', 'is', null)
      .where('is_sales_staff', '=', 1)
      .orderBy('system_user.id')
      .execute(),
    db
      .selectFrom('system_user')
      .select(['store_id', 'id'])
      .where('is_selling', '=', 1)
      .orderBy('id')
      .execute(),
  ])
  expect(marked).toEqual(salesStaff)
  const there = { company: companies, user: users, sales_staff: salesStaff }
  for (const { store_id } of stores) {
    for (const [subject, rows] of Object.entries(there)) {
      const told = entries.filter((entry) => entry.store_id === store_id && entry.subject === subject)
      const kept = rows.filter((row) => row.store_id === store_id)
      expect(told.reduce((sum, { amount }) => sum + amount, 0)).toBe(kept.length)
    }
  }
}

/** The real server on a database of its own, with a clock that is stopped until the test moves it. */
function appOn(server: FastifyInstance, { database, clock, files }: Stage, url: string) {
  /** Sends a request with the demo store's token, or with `headers` instead. Returns the status and the whole body. */
  async function send(method: Method, url: string, body?: unknown, headers: Headers = fromDemo) {
    const response = await server.inject({
      method,
      url,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
    return { status: response.statusCode, body: response.json() }
  }

  /** Sets up data through the domain and leaves no event behind. */
  async function arrange<T>(work: (writer: Writer) => Promise<T>, storeHash = 'demo1234'): Promise<T> {
    const { store_id: storeId } = await getStore(database.db, storeHash)
    return database.transaction(async (db) => {
      const value = await work({ db, storeId, now: clock.now, ...byCommand })
      await db.deleteFrom('outbox').execute()
      return value
    })
  }

  /** The events since the last `arrange`, in order. */
  async function events(): Promise<object[]> {
    const rows = await database.db.selectFrom('outbox').select(['event', 'payload']).orderBy('id').execute()
    return rows.map(({ event, payload }) => ({ event, ...JSON.parse(payload) }))
  }

  return { database, server, clock, files, url, send, arrange, events }
}

export type App = ReturnType<typeof appOn>

/**
 * `test` with an `app` of its own. The tests of a file share one server, because building one takes longer than most
 * tests run; they never overlap.
 */
export const test = base
  .extend('stage', { scope: 'file' }, () => new Stage())
  .extend('server', { scope: 'file' }, async ({ stage }, { onCleanup }) => {
    const server = await buildServer(stage)
    holdToDocument(server)
    onCleanup(() => server.close())
    return server
  })
  .extend('app', async ({ stage, server }, { onCleanup }) => {
    const ending = new AsyncDisposableStack()
    onCleanup(() => ending.disposeAsync())
    return appOn(server, stage, await stage.set(ending, server))
  })

/** Headers of a caller from the other store, who must find nothing of the demo store. */
export const fromOtherStore = { 'x-auth-token': 'other-token', 'x-store-hash': 'other567' }
/** Headers of a caller who may only read. */
export const fromReader = { 'x-auth-token': 'demo-read-token', 'x-store-hash': 'demo1234' }
