import { sql } from 'kysely'
import { compiled } from '../db/compiled.ts'
import { type Refusal, Refused, refuse } from './errors.ts'
import type { Writer } from './scope.ts'

const save = command('savepoint attempt')
const release = command('release savepoint attempt')
const undo = command('rollback to savepoint attempt')

/** Runs one item of a batch in a savepoint: what a refused item has changed is undone, and the batch goes on. */
export async function attempt<T>(
  { db }: Writer,
  work: () => Promise<T>,
): Promise<{ value: T } | { refusal: Refusal }> {
  await save.later(db, {})
  try {
    const value = await work()
    await release.later(db, {})
    return { value }
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    await undo.later(db, {})
    await release.later(db, {})
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

function command(text: string) {
  return compiled()((db) => ({ compile: () => sql.raw(text).compile(db) }))
}
