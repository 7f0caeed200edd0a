/** The database cannot be used as it is; the message is one sentence that says what to do. */
export class UnusableDatabase extends Error {
  override name = 'UnusableDatabase'
}

/** An address that refused on several of its numbers says so in its code alone. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
