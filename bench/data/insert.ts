import type { InsertObject } from 'kysely'
import type { Tables, Tx } from '../../src/db/schema.ts'

/** Rows in one statement; the engines allow 32,766 and 65,535 values in it. */
const CHUNK = 1000

/** Writes as many rows as `amount` says; the first is `row(1)`. */
export async function insert<T extends keyof Tables>(
  tx: Tx,
  table: T,
  amount: number,
  row: (nth: number) => InsertObject<Tables, T>,
): Promise<void> {
  for (let done = 0; done < amount; done += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, amount - done) }, (_, index) => row(done + index + 1))
    await tx.insertInto(table).values(rows).execute()
  }
}

/** Of one width, so that replies hardly differ in size. */
export function padded(id: number): string {
  return String(id).padStart(6, '0')
}
