import { ROWS_A_STEP } from '../db/parts.ts'
import type { Db } from '../db/schema.ts'
import type { Writer } from './scope.ts'

/** The first store after the store `after` that has events which are not filed yet. */
export async function nextUnfiled(db: Db, after: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select('store_id')
    .where('filed', '=', (expression) => expression.lit(0))
    .where('store_id', '>', after)
    .orderBy('store_id')
    .limit(1)
    .executeTakeFirst()
  return row?.store_id
}

/** Puts events into the indexes by whom they are about, the oldest first. Answers whether there may be more. */
export async function fileEvents({ db, storeId }: Pick<Writer, 'db' | 'storeId'>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ filed: 1 })
    .where('store_id', '=', storeId)
    .where('id', 'in', (expression) =>
      expression
        .selectFrom('outbox')
        .select('outbox.id')
        .where('outbox.store_id', '=', storeId)
        .where('outbox.filed', '=', (row) => row.lit(0))
        .orderBy('outbox.id')
        .limit(ROWS_A_STEP),
    )
    .executeTakeFirst()
  return Number(numUpdatedRows) === ROWS_A_STEP
}

/**
 * Events of a subject, in no order: `ask` reads the unfiled ones, then the filed ones, which have other indexes. An event
 * that is filed in between is read twice, and is answered once.
 */
export async function inBothParts<T extends { id: number }>(
  ask: (filed: 0 | 1) => Promise<T[]>,
): Promise<T[]> {
  const unfiled = await ask(0)
  const filed = await ask(1)
  return [...new Map([...filed, ...unfiled].map((row) => [row.id, row])).values()]
}
