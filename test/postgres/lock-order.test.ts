import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import type { Tx } from '../../src/db/schema.ts'
import { deleteCompany } from '../../src/domain/company-deletion.ts'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { Refused } from '../../src/domain/errors.ts'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { byCommand } from '../../src/domain/scope.ts'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany, aSalesPerson, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'

const ROUNDS = Array.from({ length: 10 }, (_, round) => round)
const FEW = [1, 2, 3, 4]

const writerOn = (db: Tx, now = NOW) => ({ db, storeId: 1, now, ...byCommand })

test('creating users in a company never deadlocks with deleting the company and its customer group', async ({
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

test('somebody who is assigned a company while its deletion waits for them is changed by the deletion', async ({
  app,
}) => {
  const { database } = app
  const { companyId, salesStaffId } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    salesStaffId: await aSalesPerson(writer),
  }))

  const deletion = await database.transaction(async (db) => {
    await changeAssignments(writerOn(db), salesStaffId, [{ companyId, assigned: true }])
    const deletion = database.transaction((other) => deleteCompany(writerOn(other, NOW + 100), companyId))
    await anybodyWaits(database)
    return { deletion }
  })
  await deletion.deletion

  const { body } = await app.send('GET', `/api/v3/io/sales-staffs?minModified=${NOW + 100}`)
  expect(body.data).toMatchObject([{ id: salesStaffId }])
})

/** Returns when a transaction waits for another one. */
async function anybodyWaits({ db }: Database): Promise<void> {
  const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await waiting.execute(db)).rows.length === 0) await setTimeout(5)
}
