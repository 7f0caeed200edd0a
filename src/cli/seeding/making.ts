import { Refused } from '../../domain/errors.ts'
import { Problem } from '../../problem.ts'
import { sentenceFor } from '../refusals.ts'

/**
 * Runs `work`, and says which part of the seed it was when the domain refuses it.
 *
 * @throws Problem
 */
export async function making<T>(part: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    throw new Problem(`The seed's ${part} cannot be made. ${sentenceFor(thrown.refusal)}`)
  }
}
