import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { fromDemo } from '../credentials.ts'
import { test } from '../harness.ts'
import { type ServerProcess, startServer } from '../server-process.ts'

const LIMIT = 30

test('two processes share the limit of a store, and requests over it cost the database nothing more', async ({
  app,
  onTestFinished,
}) => {
  await app.arrange((writer) => updateSettings(writer, { rateLimit: LIMIT }))
  const servers = await Promise.all([startServer(app.url), startServer(app.url)])
  for (const { kill } of servers) onTestFinished(kill)

  const replies = await inOneMinute(() =>
    Promise.all(servers.flatMap((server) => Array.from({ length: LIMIT }, () => call(server)))),
  )

  const good = replies.filter(({ status }) => status === 200).map(({ remaining }) => remaining)
  expect(good.toSorted((a, b) => a - b)).toEqual(Array.from({ length: LIMIT }, (_, left) => left))
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(LIMIT)
  const counted = await app.database.db.selectFrom('request_count').selectAll().execute()
  expect(counted).toEqual([
    { store_id: 1, quota: 'general', minute: expect.any(Number), requests: expect.any(Number) },
  ])
  const before = counted[0]?.requests

  for (const server of servers) expect(await call(server)).toEqual({ status: 429, remaining: 0 })

  const after = await app.database.db.selectFrom('request_count').select('requests').executeTakeFirst()
  expect(after?.requests).toBe(before)
})

/** Waits for the next minute when too little of this one is left, because the servers use the real clock. */
async function inOneMinute<T>(work: () => Promise<T>): Promise<T> {
  const left = 60_000 - (Date.now() % 60_000)
  if (left < 5000) await new Promise((resolve) => setTimeout(resolve, left))
  return work()
}

async function call({ address }: ServerProcess) {
  const { status, headers } = await fetch(`${address}/api/v3/io/users`, { headers: fromDemo })
  return { status, remaining: Number.parseInt(headers.get('x-requests-remaining') ?? '', 10) }
}
