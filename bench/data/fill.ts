import { openDatabase } from '../../src/db/database.ts'
import { createStore } from '../../src/domain/stores.ts'
import { tally } from '../../src/domain/tally.ts'
import { createToken } from '../../src/domain/tokens.ts'
import { type Amounts, CREATED, credentials } from '../amounts.ts'
import { fillCompanies } from './companies.ts'
import { fillExtraFields } from './extra-fields.ts'
import { fillRoles } from './roles.ts'
import { fillSalesStaff } from './sales-staff.ts'
import { fillUsers } from './users.ts'

/**
 * Fills an empty database with one large store, always the same. It is written by SQL, because creating 100,000 users
 * through the domain takes minutes. The tables assign their own ids, so that later inserts continue from there.
 */
export async function fill(url: string, amounts: Amounts): Promise<void> {
  const database = await openDatabase(url)
  await database.transaction(async (tx) => {
    const { storeHash, token: value } = credentials
    const writer = await createStore(tx, CREATED, { storeHash, name: 'Large' })
    await createToken(writer, { name: 'Bench', kind: 'api', scopes: ['b2b', 'control'], value })
    await fillRoles(writer)
    await fillCompanies(tx, writer.storeId, amounts)
    await fillUsers(tx, writer.storeId, amounts)
    await fillExtraFields(tx, writer.storeId, amounts)
    await fillSalesStaff(tx, writer.storeId, amounts)
    await tally(writer, 'company', amounts.companies)
    await tally(writer, 'user', amounts.users)
    await tally(writer, 'sales_staff', amounts.salesStaff)
    await tx.deleteFrom('outbox').execute()
  })
  while (await database.indexTexts());
  await database.close()
}

/** The number of events that the changes of this run left, by event name. */
export async function countEvents(url: string): Promise<Map<string, number>> {
  const database = await openDatabase(url)
  const counts = await database.db
    .selectFrom('outbox')
    .select(({ fn }) => ['event', fn.countAll<number>().as('events')])
    .groupBy('event')
    .execute()
  await database.close()
  return new Map(counts.map(({ event, events }) => [event, events]))
}
