import { expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { fromDemo } from '../credentials.ts'
import { nameIn } from '../databases.ts'
import { fromReader, test } from '../harness.ts'
import { startServer } from '../server-process.ts'
import { asAdministrator } from './administrator.ts'

test('a transaction whose connection is lost is refused as unavailable, and the next gets a new connection', async ({
  app,
}) => {
  await using ending = new AsyncDisposableStack()
  const lost = Promise.withResolvers<Error>()
  const database = await openDatabase(app.url, { onLostConnection: lost.resolve })
  ending.defer(() => database.close())

  const refused = await database
    .transaction(async (tx) => {
      await tx.insertInto('price_list').values({ store_id: 1, name: 'lost' }).execute()
      await asAdministrator(endConnections(app.url))
      await lost.promise
      await tx.insertInto('price_list').values({ store_id: 1, name: 'later' }).execute()
    })
    .catch((error: unknown) => error)

  expect(database.isUnavailable(refused)).toBe(true)
  await database.transaction((tx) =>
    tx.insertInto('price_list').values({ store_id: 1, name: 'next' }).execute(),
  )
  const rows = await database.db.selectFrom('price_list').select('name').execute()
  expect(rows).toEqual([{ name: 'next' }])
})

test('a request is answered 503 while the server refuses connections, and 200 when it accepts them again', async ({
  app,
}) => {
  const name = nameIn(app.url)
  await asAdministrator(`alter database ${name} allow_connections false`)
  await asAdministrator(endConnections(app.url))

  const reply = await app.send('GET', '/api/v3/io/sales-staffs')

  expect(reply).toEqual({
    status: 503,
    body: { code: 503, data: {}, meta: { message: 'Service Unavailable' } },
  })
  await asAdministrator(`alter database ${name} allow_connections true`)
  await expect.poll(async () => (await app.send('GET', '/api/v3/io/sales-staffs')).status).toBe(200)
})

test('connections that are lost while idle are reported once', async ({ app }) => {
  await using ending = new AsyncDisposableStack()
  const { address, lines, kill } = await startServer(app.url)
  ending.defer(kill)
  const ask = async () => (await fetch(`${address}/api/v3/io/sales-staffs`, { headers: fromReader })).status
  const changeNobody = async () => {
    const body = JSON.stringify([{ companyId: 1, assignStatus: true }])
    const headers = { ...fromDemo, 'content-type': 'application/json' }
    return (await fetch(`${address}/api/v3/io/sales-staffs/1`, { method: 'PUT', headers, body })).status
  }
  await Promise.all([ask(), changeNobody(), changeNobody(), changeNobody()])

  await asAdministrator(endConnections(app.url))
  await expect.poll(() => warnings(lines)).toHaveLength(1)
  // A caller who asks before the end of the connection has been noticed gets 503.
  await expect.poll(ask).toBe(200)
  await expect.poll(changeNobody).toBe(422)

  expect(warnings(lines)).toEqual([
    expect.objectContaining({ level: 'warn', msg: 'A connection to the database was lost' }),
  ])
})

function warnings(lines: readonly string[]): object[] {
  return lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn')
}

function endConnections(url: string): string {
  return `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameIn(url)}'`
}
