/** The fields of something by the names that the API has for them. Secrets are never among them. */
export type Fields = Readonly<Record<string, unknown>>

/** The fields that an event changed. `before` is null for what was created, `after` for what was deleted. */
export interface Change {
  before: Fields | null
  after: Fields | null
}

/** Of an event that changes no field. */
export const nothing: Change = { before: null, after: null }

export function created(after: Fields): Change {
  return { before: null, after }
}

export function deleted(before: Fields): Change {
  return { before, after: null }
}

/** Those of the fields of `after` that are not as they were. */
export function changed(before: Fields, after: Fields): Change {
  const names = Object.keys(after).filter((name) => !isSame(before[name], after[name]))
  return { before: only(before, names), after: only(after, names) }
}

function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true
  return typeof after === 'object' && JSON.stringify(before) === JSON.stringify(after)
}

function only(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]))
}
