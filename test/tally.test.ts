import { expect } from 'vitest'
import { addUpTallies } from '../src/cli/housekeeping.ts'
import { aCompany } from './builders.ts'
import { type App, test } from './harness.ts'

test('a total stays the same while its many rows are merged, even while rows are added', async ({ app }) => {
  await app.arrange(async (writer) => {
    for (let nth = 0; nth < 65; nth += 1) await aCompany(writer)
  })
  expect(await entriesOf(app)).toBe(65)

  await Promise.all([
    addUpTallies(app.database),
    app.arrange((writer) => aCompany(writer)),
    addUpTallies(app.database),
  ])

  expect(await entriesOf(app)).toBeLessThan(5)
  expect(await totalOf(app)).toBe(66)
  await addUpTallies(app.database)
  expect(await totalOf(app)).toBe(66)
})

test('few rows are not merged', async ({ app }) => {
  await app.arrange(async (writer) => {
    for (let nth = 0; nth < 3; nth += 1) await aCompany(writer)
  })

  await addUpTallies(app.database)

  expect(await entriesOf(app)).toBe(3)
  expect(await totalOf(app)).toBe(3)
})

async function entriesOf({ database }: App): Promise<number> {
  const rows = await database.db.selectFrom('tally').select('id').where('subject', '=', 'company').execute()
  return rows.length
}

async function totalOf(app: App): Promise<number> {
  const { body } = await app.send('GET', '/api/v3/io/companies?limit=1')
  return body.meta.pagination.totalCount
}
