import type { FastifyInstance } from 'fastify'
import type { KyselyPlugin } from 'kysely'
import { expect } from 'vitest'
import { buildServer } from '../src/api/server.ts'
import type { Writer } from '../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../src/domain/super-admin-assignments.ts'
import { aCompany, aSalesPerson, aSuperAdmin, aUser } from './builders.ts'
import { test as base } from './harness.ts'

const MANY = 101
const headers = { 'x-auth-token': 'demo-token', 'x-store-hash': 'demo1234' }

interface Counted {
  /** How many statements reads have sent since the start. */
  statements: number
  get(url: string): Promise<unknown>
}

/** `test` with a server on the same data that counts the statements of reads. */
const test = base.extend<{ counted: Counted }>({
  async counted({ app }, use) {
    const counter = { statements: 0 }
    const server = await buildServer({
      database: { ...app.database, db: app.database.db.withPlugin(counting(counter)) },
      now: () => app.clock.now,
    })
    const get = async (url: string) => (await server.inject({ method: 'GET', url, headers })).json()
    await use(Object.assign(counter, { get }))
    await server.close()
  },
})

test('a list takes as many statements for a hundred items as for one', async ({ app, counted }) => {
  const ids = await app.arrange(plenty)
  await counted.get('/api/v3/io/sales-staffs')
  const costs = []

  for (const url of lists(app.server, ids)) {
    const one = await cost(counted, `${url}&limit=1`)
    const hundred = await cost(counted, `${url}&limit=100`)
    costs.push({ url, one, hundred })
  }

  expect(costs.length).toBeGreaterThan(0)
  expect(costs).toEqual(
    costs.map(({ url, one }) => ({
      url,
      one: { items: 1, statements: one.statements },
      hundred: { items: 100, statements: one.statements },
    })),
  )
})

test('a token is looked up once a second and not for every request', async ({ app, counted }) => {
  const url = '/api/v3/io/sales-staffs'
  const first = await cost(counted, url)
  const second = await cost(counted, url)
  app.clock.now += 1
  const later = await cost(counted, url)

  expect(second.statements).toBe(first.statements - 1)
  expect(later.statements).toBe(first.statements)
})

async function cost(counted: Counted, url: string): Promise<{ items: number; statements: number }> {
  const before = counted.statements
  const reply = await counted.get(url)
  return { items: itemsIn(reply), statements: counted.statements - before }
}

/** Every kind of thing, more often than a page has room for. */
async function plenty(writer: Writer): Promise<Record<string, number>> {
  const companies: number[] = []
  const superAdmins: number[] = []
  for (let nth = 1; nth <= MANY; nth += 1) {
    companies.push(await aCompany(writer, { name: `Company ${nth}` }))
    superAdmins.push((await aSuperAdmin(writer, { email: `super${nth}@demo.example` })).id)
    await aSalesPerson(writer, `rep${nth}@demo.example`)
  }
  const [companyId = 0] = companies
  const [superAdminId = 0] = superAdmins
  for (let nth = 1; nth <= MANY; nth += 1) {
    await aUser(writer, companyId, { email: `user${nth}@demo.example` })
  }
  for (const each of superAdmins) {
    await changeCompaniesOfSuperAdmin(writer, each, [{ companyId, assigned: true }])
  }
  const everyCompany = companies.map((each) => ({ companyId: each, assigned: true }))
  await changeCompaniesOfSuperAdmin(writer, superAdminId, everyCompany)
  return { companyId, superAdminId }
}

/** Every GET that takes a limit, as the server documents it, with all that it can be asked to add. */
function lists(server: FastifyInstance, ids: Record<string, number>): string[] {
  return Object.entries(server.swagger().paths ?? {}).flatMap(([path, operations]) => {
    const names = (operations?.get?.parameters ?? []).map((given) => ('name' in given ? given.name : ''))
    if (!names.includes('limit')) return []
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name]))
    return [`${url}?${names.includes('isIncludeExtraFields') ? 'isIncludeExtraFields=1' : ''}`]
  })
}

/** V3 has its items in `data`, V2 in `data.list`. */
function itemsIn(reply: unknown): number {
  const data = partOf(reply, 'data')
  const items = Array.isArray(data) ? data : partOf(data, 'list')
  return Array.isArray(items) ? items.length : 0
}

function partOf(value: unknown, name: string): unknown {
  return Object.entries(value ?? {}).find(([key]) => key === name)?.[1]
}

/** A result comes back for every statement, also for one that was compiled beforehand. */
function counting(counter: { statements: number }): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      counter.statements += 1
      return result
    },
  }
}
