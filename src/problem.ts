/** A mistake that the person at the command line can put right; the message says how, in one sentence. */
export class Problem extends Error {
  override name = 'Problem'
}
