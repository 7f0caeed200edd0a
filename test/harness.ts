import type { InjectOptions } from 'fastify'
import { test as base } from 'vitest'
import { buildServer } from '../src/api/server.ts'
import { openDatabase } from '../src/db/database.ts'
import type { Writer } from '../src/domain/scope.ts'
import { getStore } from '../src/domain/stores.ts'
import { freshDatabase, NOW } from './databases.ts'

const credentials = { 'X-Auth-Token': 'demo-token', 'X-Store-Hash': 'demo1234' }

type Method = NonNullable<InjectOptions['method']>
type Headers = Record<string, string>

/** The real server on a database of its own, with a clock that stands still until the test moves it. */
export async function startApp(ending: AsyncDisposableStack) {
  const fresh = await freshDatabase()
  ending.defer(() => fresh.drop())
  const database = await openDatabase(fresh.url)
  ending.defer(() => database.close())
  const clock = { now: NOW }
  const server = await buildServer({ database, now: () => clock.now })
  ending.defer(() => server.close())

  /** Sends a request with the demo store's token; `headers` stand in its place. Answers status and whole body. */
  async function send(method: Method, url: string, body?: unknown, headers: Headers = credentials) {
    const response = await server.inject({
      method,
      url,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
    return { status: response.statusCode, body: response.json() }
  }

  /** Prepares what a test starts from, through the domain, and leaves no event behind. */
  async function arrange<T>(work: (writer: Writer) => Promise<T>, storeHash = 'demo1234'): Promise<T> {
    const { store_id: storeId } = await getStore(database.db, storeHash)
    return database.transaction(async (db) => {
      const value = await work({ db, storeId, now: clock.now })
      await db.deleteFrom('outbox').execute()
      return value
    })
  }

  /** What has happened since the last `arrange`, in the order it happened. */
  async function events(): Promise<object[]> {
    const rows = await database.db.selectFrom('outbox').select(['event', 'payload']).orderBy('id').execute()
    return rows.map(({ event, payload }) => ({ event, ...JSON.parse(payload) }))
  }

  return { database, server, clock, url: fresh.url, send, arrange, events }
}

export type App = Awaited<ReturnType<typeof startApp>>

/** `test` whose body is given an `app` of its own. */
export const test = base.extend<{ app: App }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  app: async ({}, use) => {
    await using ending = new AsyncDisposableStack()
    await use(await startApp(ending))
  },
})

/** Headers of the caller from the other store, who must find nothing of the demo store. */
export const fromOtherStore = { 'X-Auth-Token': 'other-token', 'X-Store-Hash': 'other567' }
/** Headers of a caller who may only read. */
export const fromReader = { 'X-Auth-Token': 'demo-read-token', 'X-Store-Hash': 'demo1234' }
