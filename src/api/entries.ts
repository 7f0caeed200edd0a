import type { Static, TSchema } from 'typebox'
import { compiler } from './compiler.ts'
import { fromSchemaErrors, type Issue } from './invalid.ts'

/** One entry of a batch: of the right shape, or what is wrong with it. */
export type Reading<T> = { value: T } | { issues: readonly Issue[] }

/** Validates one entry at a time, for a batch in which a bad one does not stop the others: its body takes any entry. */
export function entryReader<T extends TSchema>(schema: T): (entry: unknown) => Reading<Static<T>> {
  const validate = compiler()({ schema })
  return (entry) => {
    if (!validate(entry)) return { issues: fromSchemaErrors(validate.errors ?? [], 'body').issues }
    // Safe because the entry has just passed the very schema that its type comes from.
    return { value: entry as Static<T> }
  }
}
