import { DatabaseSync, StatementSync } from 'node:sqlite'
import { expect, vi } from 'vitest'
import { aCompany, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { type App, test } from '../harness.ts'

/** Tables of which a store has few rows, so that reading all of them is cheap; the last entry is its super admins. */
const few = ['channel USING', 'extra_field USING', 'role USING', 'b2b_user USING INDEX b2b_user_super_admin']

/** Intermediate results of a query, the text index when searched, and the queue of texts not yet in it. */
const ownSteps = new Set([
  'SCAN line',
  'SCAN tree',
  'SCAN page',
  ...['company', 'b2b_user', 'extra_field_value'].flatMap((table) => [
    `SCAN ${table}_search_index VIRTUAL TABLE INDEX 0:L0`,
    `SCAN ${table}_search_queue`,
    `SCAN ${table}_search`,
  ]),
])

test('the rows of a person or company are found by an index, not by reading the whole store', async ({
  app,
}) => {
  const ids = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const { customer_id: customerId } = await aUser(writer, companyId)
    const superAdminId = (await aSuperAdmin(writer)).id
    return { companyId, customerId, superAdminId, salesStaffId: await aSalesPerson(writer) }
  })
  const urls = [
    `/api/v3/io/sales-staffs/${ids.salesStaffId}`,
    `/api/v3/io/sales-staffs?companyId=${ids.companyId}`,
    `/api/v3/io/sales-staffs?companyId=${ids.companyId}&sortBy=email`,
    `/api/v3/io/super-admins/info/${ids.superAdminId}`,
    `/api/v3/io/super-admins/${ids.superAdminId}/companies`,
    `/api/v3/io/companies/${ids.companyId}/super-admins`,
    `/api/v2/io/companies/${ids.companyId}/users`,
    `/api/v2/io/companies/${ids.companyId}/users/${ids.customerId}`,
  ]

  for (const url of urls) expect({ url, walks: await walksOf(app, url) }).toEqual({ url, walks: [] })
})

test('events about a person or company are found by an index, including those since a time in the past', async ({
  app,
}) => {
  const ids = await app.arrange(async (writer) => {
    const parentId = await aCompany(writer)
    const companyId = await aCompany(writer, { parentId })
    return { companyId, salesStaffId: await aSalesPerson(writer) }
  })
  app.clock.now += 10
  await app.send('PUT', '/api/control/v1/channels/1', { name: 'Renamed' })
  const at = app.clock.now - 5
  const urls = [
    ...['companyId', 'userId', 'superAdminId', 'salesStaffId'].map((name) => `/events?${name}=1&from=1`),
    `/companies/${ids.companyId}/access?at=${at}`,
    `/sales-staff/${ids.salesStaffId}/assignments?at=${at}`,
  ].map((path) => `/api/control/v1${path}`)

  for (const url of urls) {
    const steps = (await stepsOf(app, url)).filter((step) => step.startsWith('SEARCH outbox'))
    expect({ url, steps }).toEqual({ url, steps: steps.filter((step) => /INDEX outbox_/.test(step)) })
    expect(steps.length).toBeGreaterThan(0)
  }
})

test('a search and a hierarchy use their indexes', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    const parentId = await aCompany(writer, { name: 'Acme' })
    await aUser(writer, await aCompany(writer, { parentId }))
    return parentId
  })
  const urls = [
    `/api/v3/io/companies/${companyId}/hierarchy`,
    '/api/v3/io/users?q=acme',
    '/api/v3/io/companies?q=acme',
    `/api/v3/io/companies?extraFields=${encodeURIComponent('{"fieldName":"Tier","fieldValue":"gold"}')}`,
  ]

  for (const url of urls) expect({ url, walks: await walksOf(app, url) }).toEqual({ url, walks: [] })
})

test('a list reads the total of companies, users or sales staff without counting them', async ({ app }) => {
  await app.arrange(async (writer) => {
    for (const email of ['a@acme.example', 'b@acme.example']) {
      await aUser(writer, await aCompany(writer), { email })
      await aSalesPerson(writer, `rep.${email}`)
    }
  })

  for (const url of ['users?limit=1&offset=1', 'companies?limit=1', 'sales-staffs?limit=1']) {
    const texts = await statementsOf(app, `/api/v3/io/${url}`)
    const counts = texts.filter((text) => /^select (count|cast|sum)\(/.test(text))
    expect(counts).toEqual([expect.stringContaining('from "tally"')])
  }
})

test('a page of sales staff comes in order from an index alone', async ({ app }) => {
  await app.arrange((writer) => aSalesPerson(writer))

  for (const sortBy of ['updated_at', 'email']) {
    const steps = await stepsOf(app, `/api/v3/io/sales-staffs?sortBy=${sortBy}`)
    const index = sortBy === 'email' ? 'system_user_sorted_by_email' : 'system_user_sorted_by_time'
    expect(steps).toContain(`SEARCH system_user USING COVERING INDEX ${index} (store_id=?)`)
    expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  }
})

test('the users of a page are read directly, not through an index first', async ({ app }) => {
  const steps = await stepsOf(app, '/api/v3/io/users?companyId=1')

  expect(steps).toContain('SEARCH b2b_user USING INTEGER PRIMARY KEY (rowid=?)')
  expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
})

/** The steps of a GET's statements that are restricted by the store only. */
async function walksOf(app: App, url: string): Promise<string[]> {
  const steps = await stepsOf(app, url)
  return steps
    .filter((step) => step.startsWith('SCAN') || step.endsWith('(store_id=?)'))
    .filter((step) => !few.some((kind) => step.startsWith(`SEARCH ${kind} `)))
    .filter((step) => !ownSteps.has(step))
}

/** SQLite's query plan for a GET, step by step. */
async function stepsOf(app: App, url: string): Promise<string[]> {
  const texts = await statementsOf(app, url)
  expect(texts).not.toEqual([])
  const raw = new DatabaseSync(app.url.slice('sqlite:'.length))
  const steps = texts.flatMap((text) => raw.prepare(`explain query plan ${text}`).all())
  raw.close()
  return steps.map(({ detail }) => String(detail))
}

async function statementsOf(app: App, url: string): Promise<string[]> {
  const all = vi.spyOn(StatementSync.prototype, 'all')
  const { status } = await app.send('GET', url)
  const texts = all.mock.contexts.flatMap((statement) =>
    statement instanceof StatementSync ? [statement.sourceSQL] : [],
  )
  all.mockRestore()
  expect(status).toBe(200)
  return texts
}
