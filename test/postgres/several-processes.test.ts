import { test as base, expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { byCommand } from '../../src/domain/scope.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { emptyDatabase, freshDatabase, NOW } from '../databases.ts'
import { type ServerProcess, startServer } from '../server-process.ts'

const ROUNDS = 20

const test = base.extend<{ ending: AsyncDisposableStack }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  ending: async ({}, use) => {
    await using ending = new AsyncDisposableStack()
    await use(ending)
  },
})

test('a token that one process revokes is refused by the other within a second', async ({ ending }) => {
  const {
    servers: [one, other],
  } = await twoServers(ending)
  const reader = { ...fromDemo, 'x-auth-token': 'demo-read-token' }
  const used = await send(other, 'GET', '/api/v3/io/users', undefined, reader)

  const revoked = await send(one, 'DELETE', '/api/control/v1/tokens/2')
  const since = performance.now()
  let lastGood = since
  for (;;) {
    const asked = performance.now()
    const { status } = await send(other, 'GET', '/api/v3/io/users', undefined, reader)
    if (status !== 200) break
    lastGood = asked
  }

  expect([used.status, revoked.status]).toEqual([200, 200])
  expect(lastGood - since).toBeLessThan(1000)
})

test('of five processes that start together on an empty database one creates the tables', async ({
  ending,
}) => {
  const fresh = await emptyDatabase()
  ending.defer(() => fresh.drop())

  const servers = await Promise.all(Array.from({ length: 5 }, () => startServer(fresh.url)))
  for (const { kill } of servers) ending.defer(kill)

  const migrated = servers.map(({ lines }) => lines.flatMap((line) => JSON.parse(line).migrated ?? []))
  expect(migrated.filter((names) => names.length > 0)).toHaveLength(1)
})

test('when two processes are asked for one email at once, one creates the user', async ({ ending }) => {
  const { servers, companyId, url } = await twoServers(ending)
  const statuses: number[][] = []

  for (let round = 0; round < ROUNDS; round += 1) {
    const user = { firstName: 'Ann', lastName: 'Lee', email: `ann${round}@acme.example`, role: 1, companyId }
    const replies = await Promise.all(servers.map((server) => send(server, 'POST', '/api/v3/io/users', user)))
    statuses.push(replies.map(({ status }) => status).toSorted((a, b) => a - b))
  }

  expect(statuses).toEqual(Array(ROUNDS).fill([200, 422]))
  expect(await eventsIn(url)).toEqual(Array(ROUNDS).fill('user.created'))
})

test('when two processes are asked for one assignment at once, one creates it', async ({ ending }) => {
  const { servers, companyId, salesStaffId, url } = await twoServers(ending)

  for (let round = 0; round < ROUNDS; round += 1) {
    const change = [{ companyId, assignStatus: round % 2 === 0 }]
    const replies = await Promise.all(
      servers.map((server) => send(server, 'PUT', `/api/v3/io/sales-staffs/${salesStaffId}`, change)),
    )
    expect(replies.map(({ status }) => status)).toEqual([200, 200])
  }

  const pair = ['sales_staff.assigned', 'sales_staff.unassigned']
  expect(await eventsIn(url)).toEqual(
    Array(ROUNDS / 2)
      .fill(pair)
      .flat(),
  )
})

/** Two processes on one database, with a company and a sales person in the demo store. */
async function twoServers(ending: AsyncDisposableStack) {
  const fresh = await freshDatabase()
  ending.defer(() => fresh.drop())
  const database = await openDatabase(fresh.url)
  ending.defer(() => database.close())
  const prepared = await database.transaction(async (db) => {
    const writer = { db, storeId: 1, now: NOW, ...byCommand }
    const companyId = await aCompany(writer)
    const salesStaffId = await aSalesPerson(writer)
    await db.deleteFrom('outbox').execute()
    return { companyId, salesStaffId }
  })
  const servers = await Promise.all([startServer(fresh.url), startServer(fresh.url)])
  for (const { kill } of servers) ending.defer(kill)
  return { ...prepared, servers, url: fresh.url }
}

async function send(server: ServerProcess, method: string, path: string, body?: unknown, headers = fromDemo) {
  const response = await fetch(`${server.address}${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.text() }
}

async function eventsIn(url: string): Promise<string[]> {
  const database = await openDatabase(url)
  try {
    const rows = await database.db.selectFrom('outbox').select('event').orderBy('id').execute()
    return rows.map(({ event }) => event)
  } finally {
    await database.close()
  }
}
