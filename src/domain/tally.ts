import { sql } from 'kysely'
import { compiled } from '../db/compiled.ts'
import type { Db } from '../db/schema.ts'
import type { Writer } from './scope.ts'

/** What there is too much of to count for each list. */
export type Tallied = 'company' | 'user' | 'sales_staff'

/** So many rows of one subject are left as they are. */
const MOST_ENTRIES = 64

const add = compiled<{ store_id: number; subject: Tallied; amount: number }>()((db, entry) =>
  db.insertInto('tally').values(entry),
)

/**
 * Adds to the number of all companies, company users or sales staff of a store: as a new row each time, because all
 * writers would wait for each other at a single one. Housekeeping adds them up.
 */
export async function tally({ db, storeId }: Writer, subject: Tallied, amount: number): Promise<void> {
  await add.later(db, { store_id: storeId, subject, amount })
}

/** The query of how many there are. */
export function tallied(db: Db, storeId: number, subject: Tallied) {
  return db
    .selectFrom('tally')
    .select(sql<number>`cast(coalesce(sum(amount), 0) as bigint)`.as('total'))
    .where('store_id', '=', storeId)
    .where('subject', '=', subject)
}

/** What has more rows than are left as they are. */
export async function listScattered(db: Db): Promise<Scattered[]> {
  const rows = await db
    .selectFrom('tally')
    .select(['store_id', 'subject'])
    .groupBy(['store_id', 'subject'])
    .having(({ fn }) => fn.countAll(), '>', MOST_ENTRIES)
    .execute()
  return rows.map(({ store_id, subject }) => ({ storeId: store_id, subject }))
}

interface Scattered {
  storeId: number
  subject: Tallied
}

/** Adds up the rows of a subject into one. */
export async function addUp(db: Db, { storeId, subject }: Scattered): Promise<void> {
  const entries = await db
    .deleteFrom('tally')
    .where('store_id', '=', storeId)
    .where('subject', '=', subject)
    .returning('amount')
    .execute()
  const amount = entries.reduce((total, entry) => total + entry.amount, 0)
  await db.insertInto('tally').values({ store_id: storeId, subject, amount }).execute()
}
