import { sql } from 'kysely'
import { type Refusal, Refused } from './errors.ts'
import type { Writer } from './scope.ts'

/** One item of a batch: what a refused one had begun is undone, and the batch goes on. */
export async function attempt<T>(
  { db }: Writer,
  work: () => Promise<T>,
): Promise<{ value: T } | { refusal: Refusal }> {
  await sql`savepoint attempt`.execute(db)
  try {
    const value = await work()
    await sql`release savepoint attempt`.execute(db)
    return { value }
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    await sql`rollback to savepoint attempt`.execute(db)
    await sql`release savepoint attempt`.execute(db)
    return { refusal: thrown.refusal }
  }
}
