import { sql } from 'kysely'
import { compiled } from '../db/compiled.ts'
import { type Outcome, type Refusal, Refused, refuse } from './errors.ts'
import { only } from './only.ts'
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

/** As `attempt`, for one item after another. Outcomes stand in the order of `inputs`. */
export async function attemptEach<I, T>(
  writer: Writer,
  inputs: readonly I[],
  work: (input: I) => Promise<T>,
): Promise<Outcome<I, T>[]> {
  const outcomes: Outcome<I, T>[] = []
  for (const input of inputs) outcomes.push({ input, ...(await attempt(writer, () => work(input))) })
  return outcomes
}

/**
 * As `attemptEach`, but runs all items at once, which takes fewer statements; where one of them is refused, each by
 * itself. `work` answers in the order of its inputs.
 */
export async function attemptTogether<I, T>(
  writer: Writer,
  inputs: readonly I[],
  work: (inputs: readonly I[]) => Promise<T[]>,
): Promise<Outcome<I, T>[]> {
  if (inputs.length === 0) return []
  const outcome = await attempt(writer, () => work(inputs))
  // Safe because there is a value for each input.
  if ('value' in outcome) return inputs.map((input, index) => ({ input, value: outcome.value[index] as T }))
  return attemptEach(writer, inputs, async (input) => only(await work([input])))
}

/**
 * The values of a batch that is all or nothing.
 *
 * @throws entries_refused, with what is refused of each
 */
export function allValues<I, T>(outcomes: readonly Outcome<I, T>[]): T[] {
  const values = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []))
  if (values.length < outcomes.length) {
    const refusals = outcomes.map((outcome) => ('refusal' in outcome ? outcome.refusal : undefined))
    refuse({ code: 'entries_refused', refusals })
  }
  return values
}

function command(text: string) {
  return compiled()((db) => ({ compile: () => sql.raw(text).compile(db) }))
}
