import { type Authenticate, credentials } from './credentials.ts'
import { type LimitRequest, limitRequests } from './limits.ts'
import { type Guesses, guessesOf } from './limits-guesses.ts'
import type { Context } from './operation.ts'

/** What a request has to pass before its operation runs. */
export interface Gate {
  authenticate: Authenticate
  limit: LimitRequest
  guesses: Guesses
}

/** One for all dialects: a store's limit and those who guess are the same in each. */
export function gateOf(context: Context): Gate {
  const guesses = guessesOf(context)
  return { authenticate: credentials(context, guesses), limit: limitRequests(context), guesses }
}
