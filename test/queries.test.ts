import type { FastifyInstance } from 'fastify'
import type { KyselyPlugin } from 'kysely'
import { expect } from 'vitest'
import { buildServer } from '../src/api/server.ts'
import { asTx } from '../src/db/schema.ts'
import { addPeople } from '../src/domain/people.ts'
import { userRoles } from '../src/domain/roles.ts'
import { aCompany } from './builders.ts'
import { fromDemo } from './credentials.ts'
import { test as base } from './harness.ts'
import { plenty } from './plenty.ts'

interface Cost {
  bytes: number
  /** How many read statements the request sent. */
  statements: number
}

/** `test` with a server on the same data that counts read statements. */
const test = base.extend<{ costOf: (url: string) => Promise<Cost> }>({
  async costOf({ app }, use) {
    const counter = { statements: 0 }
    let revision = 0
    const server = await buildServer({
      database: {
        ...app.database,
        db: app.database.db.withPlugin(counting(counter)),
        // Always a new revision, so that nothing is answered from memory.
        revision() {
          revision += 1
          return revision
        },
      },
      files: app.files,
      now: () => app.clock.now,
    })
    await use(async (url) => {
      const before = counter.statements
      const { payload } = await server.inject({ method: 'GET', url, headers: fromDemo })
      return { bytes: payload.length, statements: counter.statements - before }
    })
    await server.close()
  },
})

test('a list takes as many statements for a hundred items as for one', async ({ app, costOf }) => {
  const ids = await app.arrange(plenty)
  for (let nth = 0; nth < 101; nth += 1) {
    await app.send('POST', '/api/control/v1/customer-groups', { name: `Told of ${nth}` })
  }
  await costOf('/api/v3/io/sales-staffs')
  const costs = []

  for (const url of lists(await documented(app.server), ids)) {
    const one = await costOf(`${url}&limit=1`)
    const hundred = await costOf(`${url}&limit=100`)
    const full = hundred.bytes > one.bytes * 10
    costs.push({ url, full, one: one.statements, hundred: hundred.statements })
  }

  expect(costs.length).toBeGreaterThan(0)
  // A page that is not full proves nothing: `plenty` must create everything that a list shows.
  expect(costs).toEqual(costs.map(({ url, one }) => ({ url, full: true, one, hundred: one })))
})

test('twenty-five users are created with as many statements as one', async ({ app }) => {
  const counter = { statements: 0 }
  const create = (first: number, many: number) =>
    app.arrange(async (writer) => {
      const companyId = await aCompany(writer, { name: `Company ${first}` })
      const before = counter.statements
      const people = Array.from({ length: many }, (_, nth) => ({
        email: `p${first + nth}@acme.example`,
        firstName: 'P',
        lastName: 'P',
        role: { userRole: userRoles.juniorBuyer },
        extraFields: [{ fieldName: 'Badge', fieldValue: `B${first + nth}` }],
      }))
      const outcomes = await addPeople(
        { ...writer, db: asTx(writer.db.withPlugin(counting(counter))) },
        companyId,
        people,
      )
      expect(outcomes.filter((outcome) => 'value' in outcome)).toHaveLength(many)
      return counter.statements - before
    })

  const one = await create(0, 1)
  expect(one).toBeGreaterThan(5)
  expect(await create(1, 25)).toBe(one)
})

test('a token is looked up once a second, not for every request', async ({ app, costOf }) => {
  const url = '/api/v3/io/sales-staffs'
  const first = await costOf(url)
  const second = await costOf(url)
  app.clock.now += 1
  const later = await costOf(url)

  expect(second.statements).toBe(first.statements - 1)
  expect(later.statements).toBe(first.statements)
})

interface Documented {
  paths: Record<string, { get?: { parameters?: { name: string }[] } }>
}

/** The hierarchy returns a whole tree, whatever the limit. */
const wholeTree = /\/hierarchy$/

/** Every documented GET that takes a limit, with all optional parts included. */
function lists({ paths }: Documented, ids: Record<string, number>): string[] {
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const names = (get?.parameters ?? []).map(({ name }) => name)
    if (!names.includes('limit') || wholeTree.test(path)) return []
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'storeHash' ? 'demo1234' : String(ids[name]),
    )
    return [`${url}?${names.includes('isIncludeExtraFields') ? 'isIncludeExtraFields=1' : ''}`]
  })
}

/** Safe because OpenAPI documents have this shape. */
async function documented(server: FastifyInstance): Promise<Documented> {
  return (await server.inject('/openapi.json')).json<Documented>()
}

/** Every statement, compiled or not, returns a result. */
function counting(counter: { statements: number }): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      counter.statements += 1
      return result
    },
  }
}
