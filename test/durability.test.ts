import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { byCommand } from '../src/domain/scope.ts'
import { getStore } from '../src/domain/stores.ts'
import { aCompany, aSalesPerson } from './builders.ts'
import { fromDemo } from './credentials.ts'
import { freshDatabase, NOW } from './databases.ts'
import { startServer } from './server-process.ts'

const ROUNDS = 5
const CLIENTS = 8
const HEADERS = {
  ...fromDemo,
  'Content-Type': 'application/json',
}

/** Sends one write after another and keeps what the server acknowledged. */
interface Client {
  name: string
  companyId: number
  salesStaffId: number
  /** Emails of the users that the server has acknowledged. */
  users: string[]
  /** How many assignments and removals of the company, in turn, the server has acknowledged. */
  changes: number
}

test('kill -9 during many writes loses no acknowledged write and leaves none half done', async () => {
  await using ending = new AsyncDisposableStack()
  const fresh = await freshDatabase()
  ending.defer(() => fresh.drop())
  const clients = await prepare(fresh.url)

  let server = await startServer(fresh.url)
  ending.defer(() => server.kill())

  for (let round = 1; round <= ROUNDS; round += 1) {
    await writeUntilKilled(server, clients, 20 + Math.floor(Math.random() * 100))
    server = await startServer(fresh.url)

    await expectShown(server.address, clients)
    await expectWhole(fresh.url, clients)
  }
}, 120_000)

async function prepare(url: string): Promise<Client[]> {
  await using ending = new AsyncDisposableStack()
  const database = await openDatabase(url)
  ending.defer(() => database.close())
  const { store_id: storeId } = await getStore(database.db, 'demo1234')
  return await database.transaction(async (db) => {
    const writer = { db, storeId, now: NOW, ...byCommand }
    const clients: Client[] = []
    for (let number = 1; number <= CLIENTS; number += 1) {
      const name = `client${number}`
      const companyId = await aCompany(writer, { name })
      const salesStaffId = await aSalesPerson(writer, `${name}@demo.example`)
      clients.push({ name, companyId, salesStaffId, users: [], changes: 0 })
    }
    await db.deleteFrom('outbox').execute()
    return clients
  })
}

/** Lets every client write, and kills the server after so many acknowledged writes, while more are under way. */
async function writeUntilKilled(
  server: { address: string; kill(): Promise<void> },
  clients: readonly Client[],
  acknowledgements: number,
): Promise<void> {
  let left = acknowledgements
  const send = async (method: string, path: string, body: unknown): Promise<boolean> => {
    const acknowledged = await isAcknowledged(`${server.address}${path}`, method, body)
    if (acknowledged) left -= 1
    if (left === 0) await server.kill()
    return acknowledged
  }
  await Promise.all(
    clients.map(async (client) => {
      while ((await addUser(client, send)) && (await changeAssignment(client, send)));
    }),
  )
}

type Send = (method: string, path: string, body: unknown) => Promise<boolean>

async function addUser(client: Client, send: Send): Promise<boolean> {
  const email = `${client.name}-${crypto.randomUUID()}@acme.example`
  const user = { email, firstName: 'Jane', lastName: 'Smith', phone: '555-1000' }
  const acknowledged = await send('POST', `/api/v2/io/companies/${client.companyId}/users`, user)
  if (acknowledged) client.users.push(email)
  return acknowledged
}

async function changeAssignment(client: Client, send: Send): Promise<boolean> {
  const assignStatus = client.changes % 2 === 0
  const body = [{ companyId: client.companyId, assignStatus }]
  const acknowledged = await send('PUT', `/api/v3/io/sales-staffs/${client.salesStaffId}`, body)
  if (acknowledged) client.changes += 1
  return acknowledged
}

/** False when the server is gone. Any other reply fails the test. */
async function isAcknowledged(url: string, method: string, body: unknown): Promise<boolean> {
  try {
    const response = await fetch(url, { method, headers: HEADERS, body: JSON.stringify(body) })
    const answer = await response.text()
    if (response.status !== 200) expect.fail(`${method} ${url} was answered ${response.status}: ${answer}`)
    return true
  } catch (error) {
    // `fetch` throws this when a connection is refused or breaks off.
    if (error instanceof TypeError) return false
    throw error
  }
}

async function expectShown(address: string, clients: readonly Client[]): Promise<void> {
  for (const { companyId, users } of clients) {
    const url = `${address}/api/v2/io/companies/${companyId}/users?limit=250`
    const shown = await (await fetch(url, { headers: HEADERS })).text()
    expect(users.filter((email) => !shown.includes(email))).toEqual([])
  }
}

/** Every user has a customer, a channel and an event, and replaying the assignment events gives the assignments. */
async function expectWhole(url: string, clients: readonly Client[]): Promise<void> {
  const traces = await readTraces(url)
  const of = (kind: string) => traces.filter((trace) => trace.kind === kind)
  const people = of('user').map(({ id, value }) => ({ id, value }))
  expect(of('customer').map(({ id, value }) => ({ id, value }))).toEqual(people)
  expect(of('channel').map(({ id, value }) => ({ id, value }))).toEqual(people)
  const created = of('user.created').map(({ value }) => JSON.parse(value).userId)
  expect(created.toSorted((a, b) => a - b)).toEqual(of('account').map(({ id }) => id))
  for (const client of clients) {
    expect(people.map(({ value }) => value)).toEqual(expect.arrayContaining(client.users))
    const changes = traces.filter(({ value }) => value.startsWith(`{"salesStaffId":${client.salesStaffId},`))
    expect([client.changes, client.changes + 1]).toContain(changes.length)
    expect(changes.map(({ kind }) => kind)).toEqual(
      changes.map((_, index) => (index % 2 === 0 ? 'sales_staff.assigned' : 'sales_staff.unassigned')),
    )
    expect(of('assignment').some(({ id }) => id === client.salesStaffId)).toBe(changes.length % 2 === 1)
    // A write under way at the kill may have been done without being acknowledged.
    client.changes = changes.length
  }
}

interface Trace {
  kind: string
  id: number
  value: string
}

/** Everything that the clients caused, in order of id, read by one statement so that it is one consistent view. */
async function readTraces(url: string): Promise<Trace[]> {
  await using ending = new AsyncDisposableStack()
  const database = await openDatabase(url)
  ending.defer(() => database.close())
  const { rows } = await sql<Trace>`
    select 'user' as kind, customer_id as id, email as value from b2b_user
    union all select 'account', id, '' from b2b_user
    union all select 'customer', id, email from customer
    union all select 'channel', b2b_user.customer_id, email
      from user_channel join b2b_user on b2b_user.id = user_channel.user_id
    union all select 'assignment', sales_staff_id, '' from sales_staff_company
    union all select event, id, payload from outbox
    order by 2`.execute(database.db)
  return rows
}
