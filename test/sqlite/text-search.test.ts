import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { indexNewTexts } from '../../src/cli/housekeeping.ts'
import { ROWS_A_STEP } from '../../src/db/parts.ts'
import { queuedTrigramTable, trigramTable } from '../../src/db/text-search.ts'
import { aCompany, aUser } from '../builders.ts'
import { type App, test } from '../harness.ts'

test('the index has the current version of each text exactly once, however it was changed', async ({
  app,
}) => {
  const ids: number[] = []
  for (let nth = 0; nth < 8; nth += 1) {
    ids.push(await app.arrange((writer) => aCompany(writer, { name: `Company ${nth}` })))
    await app.arrange((writer) => aUser(writer, ids[nth] ?? 0, { email: `${nth}@acme.example` }))
    if (nth === 3) await indexNewTexts(app.database)
  }
  const [a, b, c, , , d, e, f] = ids
  for (const id of [a, b, d, e]) await rename(app, id, 'Renamed once')
  await indexNewTexts(app.database)
  for (const id of [a, d]) await rename(app, id, 'Renamed twice')
  for (const id of [b, c, e, f]) await app.send('DELETE', `/api/v3/io/companies/${id}`)
  await rename(app, a, 'Renamed for the third time')

  await indexNewTexts(app.database)

  for (const table of ['company', 'b2b_user', 'extra_field_value'])
    expect(await check(app, table)).toBe('sound')
  await app.database.transaction((tx) =>
    sql`insert into company_search_index (rowid, search_key) values (${a}, 'something else')`.execute(tx),
  )
  expect(await check(app, 'company')).toMatch(/malformed/)
})

test('more texts than fit in one step are all indexed', async ({ app }) => {
  await app.arrange(async (writer) => {
    for (let nth = 0; nth < 2 * ROWS_A_STEP + 50; nth += 1) await aCompany(writer, { name: `Company ${nth}` })
  })

  const more = [
    await app.database.indexTexts(),
    await app.database.indexTexts(),
    await app.database.indexTexts(),
  ]

  expect(more).toEqual([true, true, false])
  expect(await check(app, 'company')).toBe('sound')
})

test('a table whose texts are already indexed gets a queue', () => {
  const database = new DatabaseSync(':memory:')
  database.exec('create table thing (id integer primary key, search_key text not null)')
  for (const statement of trigramTable('thing')) database.exec(statement)
  database.exec(`insert into thing values (1, 'before'), (2, 'gone before')`)

  for (const statement of queuedTrigramTable('thing')) database.exec(statement)

  database.exec(`delete from thing where id = 2; insert into thing values (3, 'not before')`)
  const found = database
    .prepare(`select rowid from thing_search where search_key like '%bef%' order by 1`)
    .all()
  expect(found.map(({ rowid }) => rowid)).toEqual([1, 3])
  expect(
    database
      .prepare('select id from thing_search_queue')
      .all()
      .map(({ id }) => id),
  ).toEqual([3])
  database.close()
})

async function rename(app: App, id: number | undefined, companyName: string): Promise<void> {
  expect((await app.send('PUT', `/api/v3/io/companies/${id}`, { companyName })).status).toBe(200)
}

/** Compares the index with the rows; any difference is a fault. */
function check(app: App, table: string): Promise<string> {
  const index = sql.table(`${table}_search_index`)
  return app.database
    .transaction((tx) => sql`insert into ${index} (${index}, rank) values ('integrity-check', 1)`.execute(tx))
    .then(
      () => 'sound',
      (error: Error) => error.message,
    )
}
