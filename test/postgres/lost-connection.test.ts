import { expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { test } from '../harness.ts'
import { asAdministrator, nameIn } from './administrator.ts'

test('a transaction whose connection is lost is refused as unavailable, and the next has another', async ({
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

test('a request is answered 503 while the server lets nobody in, and 200 when it does again', async ({
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

function endConnections(url: string): string {
  return `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameIn(url)}'`
}
