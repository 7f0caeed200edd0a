import type { InsertObject } from 'kysely'
import type { Tables, Tx } from '../../src/db/schema.ts'

/** Rows per statement; the engines allow 32,766 and 65,535 values in one. */
const CHUNK = 1000

/**
 * Writes as many rows as `amount` says; the first is `row(1)`, and all have the same columns. The statement is built
 * only once, because for a million rows building it is most of the work.
 */
export async function insert<T extends keyof Tables>(
  tx: Tx,
  table: T,
  amount: number,
  row: (nth: number) => InsertObject<Tables, T>,
): Promise<void> {
  const rowsFrom = (first: number, size: number) => Array.from({ length: size }, (_, nth) => row(first + nth))
  const full = tx.insertInto(table).values(rowsFrom(1, CHUNK)).compile()
  let done = 0
  while (amount - done >= CHUNK) {
    const parameters = rowsFrom(done + 1, CHUNK).flatMap((values) => Object.values(values))
    await tx.executeQuery({ ...full, parameters })
    done += CHUNK
  }
  if (done < amount)
    await tx
      .insertInto(table)
      .values(rowsFrom(done + 1, amount - done))
      .execute()
}
