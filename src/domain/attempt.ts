import { sql } from 'kysely'
import { type Refusal, Refused, refuse } from './errors.ts'
import type { Writer } from './scope.ts'

/** Runs one item of a batch in a savepoint: what a refused item has changed is undone, and the batch goes on. */
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

/**
 * A batch that is all or nothing: tries every item, so that all that is wrong is told at once. Answers in the order of
 * `inputs`.
 *
 * @throws entries_refused, with what `work` refuses of each
 */
export async function attemptAll<I, T>(
  writer: Writer,
  inputs: readonly I[],
  work: (input: I) => Promise<T>,
): Promise<T[]> {
  const values: T[] = []
  const refusals: (Refusal | undefined)[] = []
  for (const input of inputs) {
    const outcome = await attempt(writer, () => work(input))
    if ('value' in outcome) values.push(outcome.value)
    refusals.push('refusal' in outcome ? outcome.refusal : undefined)
  }
  if (values.length < inputs.length) refuse({ code: 'entries_refused', refusals })
  return values
}
