/** The database cannot be used as it is; the message is one sentence that says what to do. */
export class UnusableDatabase extends Error {
  override name = 'UnusableDatabase'
}
