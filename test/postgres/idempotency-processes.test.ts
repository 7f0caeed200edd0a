import { sql } from 'kysely'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { openDatabase } from '../../src/db/database.ts'
import { aCompany, aUser } from '../builders.ts'
import { aUserLine, BULK, ndjson, resultsIn } from '../control/bulk-lines.ts'
import { type App, test } from '../harness.ts'
import { sendKeyed } from '../http/keyed.ts'

test('while one process handles a key, another tells clients to try again', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const sent = {
    method: 'PUT' as const,
    url: `/api/v3/io/companies/${companyId}`,
    body: { companyName: 'Two' },
  }
  await using other = await anotherServer(app)
  const locking = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const blocking = other.database.transaction(async (tx) => {
    await tx.updateTable('company').set({ status: 1 }).where('store_id', '=', 1).execute()
    locking.resolve()
    await released.promise
  })
  await locking.promise

  const first = sendKeyed(app, 'one', sent)
  await expect.poll(() => keysHeld(app), { timeout: 20_000, interval: 20 }).toBe(1)
  const meanwhile = await sendKeyed(other.app, 'one', sent)
  released.resolve()
  await blocking
  const done = await first

  expect([meanwhile.status, meanwhile.body]).toEqual([
    409,
    { code: 409, data: {}, meta: { message: 'A request with this Idempotency-Key is under way' } },
  ])
  expect(done).toMatchObject({ status: 200, replayed: undefined })
  expect(await sendKeyed(other.app, 'one', sent)).toEqual({ ...done, replayed: 'true' })
  expect(await app.events()).toHaveLength(1)
})

test('requests that reach two processes at once are each done once', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await using other = await anotherServer(app)

  for (let number = 0; number < 40; number += 1) {
    const { op: _, userRole: role, ...user } = aUserLine(companyId, number)
    const sent = { url: '/api/v3/io/users', body: { ...user, role } }
    const replies = await Promise.all([app, other.app].map((one) => sendKeyed(one, `user ${number}`, sent)))
    const outcomes = replies.map(({ status, replayed }) => `${status} ${replayed ?? 'done'}`).toSorted()
    expect(outcomes).toBeOneOf([
      ['200 done', '200 true'],
      ['200 done', '409 done'],
    ])
  }

  expect(await app.events()).toHaveLength(40)
})

test('a bulk request that reaches two processes at once is done once, and both give the same results', async ({
  app,
}) => {
  const { companyId, userId } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return { companyId, userId: (await aUser(writer, companyId)).id }
  })
  await using other = await anotherServer(app)
  const payload = Array.from({ length: 300 }, (_, number) =>
    // Only the key keeps the second kind from being done twice.
    JSON.stringify(number % 2 ? aUserLine(companyId, number) : { op: 'updateUser', userId, phone: '5' }),
  )
  const request = {
    method: 'POST' as const,
    url: BULK,
    headers: { ...ndjson, 'idempotency-key': 'import' },
    payload: payload.join('\n'),
  }

  const replies = await Promise.all(
    [app, other.app].map(async ({ server }) => {
      for (;;) {
        const reply = await server.inject(request)
        // 409 as long as the other one looks whether the key was used.
        if (reply.statusCode !== 409) return reply
      }
    }),
  )

  const [first, second] = replies.map(({ body }) => resultsIn(body))
  expect(first?.map(({ status }) => status)).toEqual(payload.map((_, number) => (number % 2 ? 201 : 200)))
  expect(second).toEqual(first)
  expect(await app.events()).toHaveLength(300)
})

/** A second process, as far as the database can tell. */
async function anotherServer(app: App) {
  const database = await openDatabase(app.url)
  const server = await buildServer({ database, files: app.files, now: () => app.clock.now })
  return {
    database,
    app: { ...app, database, server },
    async [Symbol.asyncDispose]() {
      await server.close()
      await database.close()
    },
  }
}

async function keysHeld({ database }: App): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    select count(*) as held from pg_locks where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(database.db)
  return rows[0]?.held ?? 0
}
