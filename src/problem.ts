/** Something a person can put right; the message is one sentence that says what to do. */
export class Problem extends Error {
  override name = 'Problem'
}
