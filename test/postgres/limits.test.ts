import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Tx } from '../../src/db/schema.ts'
import { fromDemo } from '../credentials.ts'
import { type App, test as base } from '../harness.ts'

const unavailable = {
  status: 503,
  retryAfter: '1',
  body: { code: 503, data: {}, meta: { message: 'Service Unavailable' } },
}

const test = base.extend<{ ending: AsyncDisposableStack }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  ending: async ({}, use) => {
    await using ending = new AsyncDisposableStack()
    await use(ending)
  },
})

test('a read that exceeds its time limit is answered 503, and the next read succeeds', async ({
  app,
  ending,
}) => {
  const { get } = await serverOn(app, ending, 'statement_timeout=500')
  const release = await hold(app, sql`lock table system_role`)

  expect(await get('/api/v3/io/sales-staffs')).toEqual(unavailable)
  await release()

  expect(await get('/api/v3/io/sales-staffs')).toMatchObject({ status: 200 })
})

test('a write that exceeds its time limit is refused, and the next write succeeds', async ({
  app,
  ending,
}) => {
  const { database } = await serverOn(app, ending, 'statement_timeout=500')
  const release = await hold(app, sql`lock table price_list`)

  const refused = await database.transaction(put).catch((error: unknown) => error)
  await release()
  await database.transaction(put)

  expect(database.isUnavailable(refused)).toBe(true)
  const rows = await database.db.selectFrom('price_list').select('name').execute()
  expect(rows).toEqual([{ name: 'written' }])
})

test('a write that finds all connections in use is refused, and the next write succeeds', async ({
  app,
  ending,
}) => {
  const { database } = await serverOn(app, ending, 'pool_max_conns=2&connect_timeout=1')
  const held = Promise.withResolvers<void>()
  const holding = database.transaction(async (tx) => {
    await put(tx)
    await held.promise
  })

  const refused = await database.transaction(put).catch((error: unknown) => error)
  held.resolve()
  await holding
  await database.transaction(put)

  expect(refused).toMatchObject({ message: 'all connections for writing are in use' })
  expect(database.isUnavailable(refused)).toBe(true)
})

test('a read that finds all connections in use is answered 503, and the next read succeeds', async ({
  app,
  ending,
}) => {
  const { get, database } = await serverOn(app, ending, 'pool_max_conns=2&connect_timeout=1')
  await get('/api/v3/io/sales-staffs')
  const release = await hold(app, sql`lock table price_list`)
  const waiting = database.db.selectFrom('price_list').select('name').execute()
  await expect.poll(() => countWaiting(app)).toBe(1)

  expect(await get('/api/v3/io/sales-staffs')).toEqual(unavailable)
  await release()

  expect(await waiting).toEqual([])
  expect(await get('/api/v3/io/sales-staffs')).toMatchObject({ status: 200 })
})

test('a failing read does not fail the reads sent together with it', async ({ app }) => {
  const { db } = app.database
  const names = () => db.selectFrom('store').select('store_hash').orderBy('store_id').execute()
  const expected = await names()

  const outcomes = await Promise.allSettled([
    names(),
    sql`select 1 / 0`.execute(db),
    names(),
    sql`select nothing from nowhere`.execute(db),
    names(),
  ])

  expect(outcomes).toEqual([
    { status: 'fulfilled', value: expected },
    { status: 'rejected', reason: expect.objectContaining({ code: '22012' }) },
    { status: 'fulfilled', value: expected },
    { status: 'rejected', reason: expect.objectContaining({ code: '42P01' }) },
    { status: 'fulfilled', value: expected },
  ])
})

test('reads and writes go on when a table gets another column', async ({ app }) => {
  const { db, transaction } = app.database
  const all = () => db.selectFrom('price_list').selectAll().execute()
  const rename = (tx: Tx) => tx.updateTable('price_list').set({ name: 'renamed' }).returningAll().execute()
  await transaction(put)
  await all()
  await transaction(rename)

  await transaction((tx) => sql`alter table price_list add column color text`.execute(tx))

  const row = { id: expect.any(Number), store_id: 1, name: 'renamed', color: null }
  expect(await Promise.all([all(), all()])).toEqual([[row], [row]])
  expect(await transaction(rename)).toEqual([row])
})

test('a server that stops responding is abandoned', async ({ app, ending }) => {
  const proxy = await proxyTo(app.url, ending)
  const { get } = await serverOn({ ...app, url: proxy.url }, ending, 'statement_timeout=1000')
  await get('/api/v3/io/sales-staffs')

  proxy.silence()

  expect(await get('/api/v3/io/sales-staffs')).toEqual(unavailable)
  expect(await get('/api/v3/io/sales-staffs')).toMatchObject({ status: 200 })
})

/** A server on the database of `app`, with `parameters` in its address. */
async function serverOn(app: App, ending: AsyncDisposableStack, parameters: string) {
  const database = await openDatabase(`${app.url}?${parameters}`)
  ending.defer(() => database.close())
  const server = await buildServer({ database, files: app.files, now: () => app.clock.now })
  ending.defer(() => server.close())

  async function get(url: string) {
    const response = await server.inject({ url, headers: fromDemo })
    const retryAfter = response.headers['retry-after']
    return { status: response.statusCode, retryAfter, body: response.json() }
  }

  return { database, get }
}

/** Runs a statement in a transaction that stays open until the returned function is called. */
async function hold({ database }: App, statement: ReturnType<typeof sql>): Promise<() => Promise<void>> {
  const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holding = database.transaction(async (tx) => {
    await statement.execute(tx)
    begun.resolve()
    await done.promise
  })
  await begun.promise
  return () => {
    done.resolve()
    return holding
  }
}

/** The number of statements that wait for a lock. */
async function countWaiting({ database: { db } }: App): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(db)
  return rows.length
}

async function put(tx: Tx): Promise<void> {
  await tx.insertInto('price_list').values({ store_id: 1, name: 'written' }).execute()
}

/** A proxy in front of the server of `url`. While it is silent nothing gets through, and neither side is told. */
async function proxyTo(url: string, ending: AsyncDisposableStack) {
  const { hostname, port } = new URL(url)
  const pairs: Socket[][] = []
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname)
    pairs.push([near, far])
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  ending.defer(() => void proxy.close())
  const address = proxy.address() as AddressInfo // It is a string only for a Unix domain socket.
  return {
    url: Object.assign(new URL(url), { port: address.port }).href,
    /** Holds back all traffic of the open connections. */
    silence() {
      for (const [near, far] of pairs) near?.unpipe(far)
    },
  }
}
