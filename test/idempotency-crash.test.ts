import { setTimeout } from 'node:timers/promises'
import { test as base, expect } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { byCommand } from '../src/domain/scope.ts'
import { getStore } from '../src/domain/stores.ts'
import { aCompany } from './builders.ts'
import { aUserLine, resultsIn } from './control/bulk-lines.ts'
import { fromDemo } from './credentials.ts'
import { freshDatabase, NOW } from './databases.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const CLIENTS = 6
const KILLS = 3
const LINES = 1500
/** Statuses that tell a client to try again: the killed server may not have been noticed yet. */
const COME_AGAIN = [409, 503]

/** A database with a company, and a server on it that is replaced after a crash. */
const test = base
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  .extend('url', async ({}, { onCleanup }) => {
    const fresh = await freshDatabase()
    onCleanup(() => fresh.drop())
    return fresh.url
  })
  .extend('companyId', async ({ url }) => inDatabase(url, (writer) => aCompany(writer)))
  .extend('server', async ({ url }, { onCleanup }) => {
    let current: Promise<ServerProcess> = startServer(url)
    onCleanup(async () => (await current).kill())
    return {
      address: async () => (await current).address,
      crash: async () => {
        const dying = await current
        current = dying.kill().then(() => startServer(url))
      },
    }
  })

interface Server {
  address(): Promise<string>
  crash(): Promise<void>
}

test('a write that is retried until it is answered is done once, however often the server is killed', async ({
  url,
  companyId,
  server,
}) => {
  let kills = 0
  let answers = 0
  const sent = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      let number = 0
      for (; kills < KILLS; number += 1) {
        const body = aUserLine(companyId, client * 10_000 + number)
        const { firstName, lastName, email, userRole: role } = body
        const user = JSON.stringify({ firstName, lastName, email, companyId, role })
        const { status, text } = await sendUntilAnswered(server, `user ${client} ${number}`, user)
        if (status !== 200) expect.fail(`It was answered ${status}: ${text}`)
        answers += 1
        if (answers % 40 === 0 && kills < KILLS) {
          kills += 1
          await server.crash()
        }
      }
      return number
    }),
  )

  const users = sent.reduce((sum, number) => sum + number, 0)
  expect(await countsIn(url)).toEqual({ users, created: users, kept: users })
}, 120_000)

test('a bulk request that a crash interrupted continues where it stopped', async ({
  url,
  companyId,
  server,
}) => {
  const lines = Array.from({ length: LINES }, (_, number) => JSON.stringify(aUserLine(companyId, number)))
  const body = lines.join('\n')

  const part = await bulkUntil(server, body, 200)
  await server.crash()
  const whole = resultsIn(await bulkToEnd(server, body))

  expect(part.length).toBeLessThan(LINES)
  expect(whole.slice(0, part.length)).toEqual(part)
  expect(whole.map(({ status }) => status)).toEqual(lines.map(() => 201))
  expect(await countsIn(url)).toEqual({ users: LINES, created: LINES, kept: LINES + 1 })
}, 120_000)

/** Repeats the same request until it is done or refused. */
async function sendUntilAnswered(server: Server, key: string, body: string) {
  for (;;) {
    const answer = await answerTo(await server.address(), key, body)
    if (answer && !COME_AGAIN.includes(answer.status)) return answer
    if (answer) await setTimeout(50)
  }
}

/** Undefined when the server is gone. */
async function answerTo(address: string, key: string, body: string) {
  try {
    const headers = { ...fromDemo, 'Content-Type': 'application/json', 'Idempotency-Key': key }
    const response = await fetch(`${address}/api/v3/io/users`, { method: 'POST', headers, body })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    // `fetch` throws this when a connection is refused or breaks off.
    if (error instanceof TypeError) return undefined
    throw error
  }
}

async function bulk(server: Server, body: string): Promise<Response> {
  const headers = { ...fromDemo, 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': 'import' }
  return await fetch(`${await server.address()}/api/control/v1/bulk`, { method: 'POST', headers, body })
}

/** The complete lines received before the count was reached. */
async function bulkUntil(server: Server, body: string, count: number) {
  const response = await bulk(server, body)
  let text = ''
  for await (const part of response.body ?? []) {
    text += Buffer.from(part).toString()
    if (text.split('\n').length > count) break
  }
  return resultsIn(text.slice(0, text.lastIndexOf('\n')))
}

async function bulkToEnd(server: Server, body: string): Promise<string> {
  for (;;) {
    const response = await bulk(server, body)
    if (response.status === 200) return await response.text()
    expect(COME_AGAIN).toContain(response.status)
    await setTimeout(50)
  }
}

async function countsIn(url: string) {
  return await inDatabase(url, async ({ db }) => {
    const users = await db.selectFrom('b2b_user').select('id').execute()
    const created = await db.selectFrom('outbox').select('id').where('event', '=', 'user.created').execute()
    const kept = await db.selectFrom('kept_answer').select('key_hash').execute()
    return { users: users.length, created: created.length, kept: kept.length }
  })
}

async function inDatabase<T>(url: string, work: (writer: Parameters<typeof aCompany>[0]) => Promise<T>) {
  await using ending = new AsyncDisposableStack()
  const database = await openDatabase(url)
  ending.defer(() => database.close())
  const { store_id: storeId } = await getStore(database.db, 'demo1234')
  return await database.transaction((db) => work({ db, storeId, now: NOW, ...byCommand }))
}
