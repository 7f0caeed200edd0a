import { sql } from 'kysely'
import { compiled } from '../db/compiled.ts'
import type { Db } from '../db/schema.ts'
import type { Writer } from './scope.ts'

/** What there is too much of to count for each list. */
export type Tallied = 'company' | 'user' | 'sales_staff'

/** Every so many rows, those of one subject are added up into one. */
const MOST_ENTRIES = 64

const add = compiled<{ store_id: number; subject: Tallied; amount: number }>()((db, entry) =>
  db.insertInto('tally').values(entry).returning('id'),
)

/**
 * Adds to the number of all companies, company users or sales staff of a store: as a new row each time, because all
 * writers would wait for each other at a single one.
 */
export async function tally(writer: Writer, subject: Tallied, amount: number): Promise<void> {
  const { db, storeId } = writer
  const { id } = await add.only(db, { store_id: storeId, subject, amount })
  if (id % MOST_ENTRIES === 0) await putTogether(writer, subject)
}

/** The query of how many there are. */
export function tallied(db: Db, storeId: number, subject: Tallied) {
  return db
    .selectFrom('tally')
    .select(sql<number>`cast(coalesce(sum(amount), 0) as bigint)`.as('total'))
    .where('store_id', '=', storeId)
    .where('subject', '=', subject)
}

async function putTogether({ db, storeId }: Writer, subject: Tallied): Promise<void> {
  const entries = await db
    .deleteFrom('tally')
    .where('store_id', '=', storeId)
    .where('subject', '=', subject)
    .returning('amount')
    .execute()
  const amount = entries.reduce((total, entry) => total + entry.amount, 0)
  await db.insertInto('tally').values({ store_id: storeId, subject, amount }).execute()
}
