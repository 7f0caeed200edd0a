import type { Context } from './context.ts'
import { type Authenticate, credentials } from './credentials.ts'
import { type LimitRequest, limitRequests } from './limits.ts'
import { type Guesses, guessesOf } from './limits-guesses.ts'

/** What a request has to pass before its operation runs. */
export interface Gate {
  authenticate: Authenticate
  limit: LimitRequest
  guesses: Guesses
}

/** One gate for all dialects, so that limits and failed guesses count over all of them. */
export function gateOf(context: Context): Gate {
  const guesses = guessesOf(context)
  return { authenticate: credentials(context, guesses), limit: limitRequests(context), guesses }
}
