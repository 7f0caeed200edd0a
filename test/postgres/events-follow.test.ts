import { once } from 'node:events'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { expect } from 'vitest'
import { start } from '../cli/roster.ts'
import { type App, test } from '../harness.ts'

test('events --follow continues where it was when the database is back', async ({ app }) => {
  const child = start(['events', '--store', 'demo1234', '--follow', '--after', '0'], {
    ROSTER_DATABASE_URL: app.url,
  })
  const gone = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const complaints = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
  await rename(app, 'Before')
  expect(String((await lines.next()).value)).toContain('"Before"')

  const database = new URL(app.url).pathname.slice(1)
  await administer(app, `alter database ${database} with allow_connections false`)
  await administer(
    app,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
  )
  const { value: complaint } = await complaints.next()
  await administer(app, `alter database ${database} with allow_connections true`)
  await rename(app, 'After')

  expect(complaint).toBe('The database does not answer: going on as soon as it does.')
  expect(String((await lines.next()).value)).toContain('"After"')
  child.kill('SIGTERM')
  await gone
  expect(child.exitCode).toBe(0)
})

/** Waits until the server has a connection again. */
async function rename(app: App, name: string): Promise<void> {
  let status = 0
  while (status !== 200) ({ status } = await app.send('PUT', '/api/control/v1/channels/1', { name }))
}

async function administer(app: App, statement: string): Promise<void> {
  const client = new pg.Client(app.url.replace(/[^/]*$/, 'postgres'))
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
