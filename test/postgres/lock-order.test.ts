import { expect } from 'vitest'
import type { Tx } from '../../src/db/schema.ts'
import { deleteCompany } from '../../src/domain/company-deletion.ts'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { Refused } from '../../src/domain/errors.ts'
import { byCommand } from '../../src/domain/scope.ts'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'

const ROUNDS = Array.from({ length: 10 }, (_, round) => round)
const FEW = [1, 2, 3, 4]

const writerOn = (db: Tx) => ({ db, storeId: 1, now: NOW, ...byCommand })

test('who creates users in a company and who deletes it with its customer group never wait for each other', async ({
  app,
}) => {
  await app.arrange((writer) => updateSettings(writer, { companyBehavior: 'dependent' }))
  let runs = 0
  const run = (work: (writer: ReturnType<typeof writerOn>) => Promise<unknown>) =>
    app.database
      .transaction((db) => {
        runs += 1
        return work(writerOn(db))
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error
      })

  for (const round of ROUNDS) {
    const companyId = await app.arrange(async (writer) => {
      const customerGroupId = await createCustomerGroup(writer, { name: `Group ${round}`, priceListId: null })
      return aCompany(writer, { customerGroupId })
    })
    const create = (nth: number) =>
      run((writer) => aUser(writer, companyId, { email: `jane${round}-${nth}@acme.example` }))
    await Promise.all([
      ...FEW.map(create),
      run((writer) => deleteCompany(writer, companyId)),
      ...FEW.map((nth) => create(nth + FEW.length)),
    ])
  }

  expect(runs).toBe(ROUNDS.length * (2 * FEW.length + 1))
})
