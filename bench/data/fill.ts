import { openDatabase } from '../../src/db/database.ts'
import { createStore } from '../../src/domain/stores.ts'
import { createToken } from '../../src/domain/tokens.ts'
import { CREATED, credentials } from '../amounts.ts'
import { fillCompanies } from './companies.ts'
import { fillSalesStaff } from './sales-staff.ts'
import { fillUsers } from './users.ts'

/**
 * Fills an empty database with one large store, the same each time: written by SQL, since asking the domain for
 * 100,000 users one by one takes minutes.
 */
export async function fill(url: string): Promise<void> {
  const database = await openDatabase(url)
  await database.transaction(async (tx) => {
    const writer = await createStore(tx, CREATED, { storeHash: credentials.storeHash, name: 'Large' })
    await createToken(writer, { name: 'Bench', kind: 'api', scopes: ['b2b'], value: credentials.token })
    await fillCompanies(tx, writer.storeId)
    await fillUsers(tx, writer.storeId)
    await fillSalesStaff(tx, writer.storeId)
    await tx.deleteFrom('outbox').execute()
  })
  await database.close()
}

/** How many events the changes of this run left. */
export async function countEvents(url: string): Promise<number> {
  const database = await openDatabase(url)
  const { events } = await database.db
    .selectFrom('outbox')
    .select((count) => count.fn.countAll<number>().as('events'))
    .executeTakeFirstOrThrow()
  await database.close()
  return Number(events)
}
