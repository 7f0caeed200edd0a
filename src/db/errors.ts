/** The database cannot be used as it is; the message is one sentence that says what to do. */
export class UnusableDatabase extends Error {
  override name = 'UnusableDatabase'
}

/** Nobody can tell whether a transaction is kept: its connection was lost during the commit, or the standby is silent. */
export class CommitInDoubt extends Error {
  override name = 'CommitInDoubt'
}

/** The message of an error, or its code: Node gives none when all addresses of a host refuse a connection. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
