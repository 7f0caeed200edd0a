import { expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { listUsers } from '../../src/domain/store-users.ts'
import { aCompany, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'

/** So few rows that the server has no statistics yet and plans as if there were one of each. */
const COMPANIES = 12
const USERS = 80

test('a search through users is fast before the server has statistics', async ({ app }) => {
  await app.arrange(async (writer) => {
    const companyIds: number[] = []
    for (let nth = 0; nth < COMPANIES; nth += 1)
      companyIds.push(await aCompany(writer, { name: nth === 0 ? 'Delta Trading' : 'Acme' }))
    for (let nth = 0; nth < USERS; nth += 1) {
      const [companyId = 0] = companyIds.slice(nth % COMPANIES)
      await aUser(writer, companyId, { email: `jane${nth}@acme.example` })
    }
  })
  await using impatient = await openDatabase(`${app.url}?statement_timeout=5000`).then((database) => ({
    ...database,
    [Symbol.asyncDispose]: () => database.close(),
  }))
  const reader = { db: impatient.db, storeId: 1, now: NOW }

  const { rows, total } = await listUsers(
    reader,
    { q: 'delta trading', extraFields: false },
    { limit: USERS, offset: 0 },
  )

  expect([rows.length, total]).toEqual([7, 7])
})
