import { expect } from 'vitest'
import { fileNewEvents } from '../src/cli/housekeeping.ts'
import { inBothParts, nextUnfiled } from '../src/domain/event-filing.ts'
import { aCompany } from './builders.ts'
import { type App, test } from './harness.ts'

const EVENTS = '/api/control/v1/events'

test('a company’s events are listed in order, filed or not', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await fileNewEvents(app.database)
  for (const name of ['First', 'Second']) await rename(app, companyId, name)
  await fileNewEvents(app.database)
  for (const name of ['Third', 'Fourth']) await rename(app, companyId, name)

  const told = await namesIn(app, `?companyId=${companyId}&type=company.updated`)
  const [, second] = (await app.send('GET', `${EVENTS}?companyId=${companyId}&type=company.updated`)).body
    .data
  const page = await namesIn(app, `?companyId=${companyId}&limit=2&after=${second.id - 1}`)

  expect(told).toEqual(['First', 'Second', 'Third', 'Fourth'])
  expect(page).toEqual(['Second', 'Third'])
  expect(await nextUnfiled(app.database.db, 0)).toBe(1)
})

test('more events than fit in one step are all filed', async ({ app }) => {
  const rows = Array.from({ length: 2500 }, () => ({
    ...{ store_id: 1, event: 'something', payload: '{}', created_at: 1, actor: 'roster', filed: 0 },
  }))
  await app.database.transaction((tx) => tx.insertInto('outbox').values(rows).execute())

  await fileNewEvents(app.database)

  expect(await nextUnfiled(app.database.db, 0)).toBeUndefined()
})

test('an event that is filed during a search is found exactly once', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  for (const name of ['First', 'Second']) await rename(app, companyId, name)
  const events = app.database.db.selectFrom('outbox').select('id').where('company_id', '=', companyId)

  const found = await inBothParts(async (filed) => {
    const rows = await events.where('filed', '=', filed).execute()
    await fileNewEvents(app.database)
    return rows
  })

  expect(found).toHaveLength(2)
  expect(found).toEqual(expect.arrayContaining(await events.execute()))
})

async function rename(app: App, companyId: number, companyName: string): Promise<void> {
  expect((await app.send('PUT', `/api/v3/io/companies/${companyId}`, { companyName })).status).toBe(200)
}

async function namesIn(app: App, query: string): Promise<unknown[]> {
  const { body } = await app.send('GET', `${EVENTS}${query}`)
  return body.data.map(({ after }: { after: { companyName: string } }) => after.companyName)
}
