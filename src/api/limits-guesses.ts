import type { FastifyRequest } from 'fastify'
import { emailKey } from '../domain/customers.ts'
import { Refused } from '../domain/errors.ts'
import { MinuteCounts } from '../minute-counts.ts'
import { callerAddresses } from './caller-address.ts'
import type { Context } from './context.ts'
import { HttpFailure } from './failure.ts'
import type { Operation } from './operation.ts'

/** In a minute and from one address: failed logins for one email, and unknown tokens. */
const MOST_FAILED_LOGINS = 10
const MOST_BAD_TOKENS = 100

/** Counts failed guesses at passwords and tokens, in this process. */
export interface Guesses {
  /**
   * Counts a token that was not good.
   *
   * @throws HttpFailure 429 when it was one too many
   */
  countToken(request: FastifyRequest): void
  /** The operation, which refuses those who guess at it. */
  watched(operation: Operation): Operation
}

export function guessesOf({ now, trustedProxies }: Context): Guesses {
  const addressOf = callerAddresses(trustedProxies)
  const counts = new MinuteCounts()
  /** Logins under way, by address and email. */
  const logins = new Map<string, Set<Promise<unknown>>>()
  const minute = () => Math.floor(now() / 60)

  function countToken({ raw }: FastifyRequest): void {
    if (counts.add(addressOf(raw), minute()) > MOST_BAD_TOKENS) throw tooMany()
  }

  /** Runs no more logins at once than may still fail, so that requests sent together cannot pass the limit. */
  async function watchLogin(request: FastifyRequest, run: () => Promise<unknown>): Promise<unknown> {
    const key = `${addressOf(request.raw)} ${emailKey(emailIn(request))}`
    const failed = () => counts.get(key, minute())
    let underWay = logins.get(key) ?? new Set()
    while (failed() + underWay.size >= MOST_FAILED_LOGINS) {
      if (failed() >= MOST_FAILED_LOGINS) throw tooMany()
      await Promise.race(underWay)
      underWay = logins.get(key) ?? new Set()
    }
    logins.set(key, underWay)
    const login = run().catch((thrown) => {
      if (isRefused(thrown, 'login_failed')) counts.add(key, minute())
      throw thrown
    })
    const ended = Promise.allSettled([login])
    underWay.add(ended)
    try {
      return await login
    } finally {
      underWay.delete(ended)
      if (underWay.size === 0) logins.delete(key)
    }
  }

  async function watchToken(request: FastifyRequest, run: () => Promise<unknown>): Promise<unknown> {
    try {
      return await run()
    } catch (thrown) {
      if (isRefused(thrown, 'jwt_refused')) countToken(request)
      throw thrown
    }
  }

  function tooMany(): HttpFailure {
    return new HttpFailure(429, undefined, { 'retry-after': String(60 - (now() % 60)) })
  }

  return {
    countToken,
    watched(operation) {
      const { guess } = operation
      if (!guess) return operation
      const watch = guess === 'password' ? watchLogin : watchToken
      return {
        ...operation,
        run: (context, storeId, request, reply, answers) =>
          watch(request, () => operation.run(context, storeId, request, reply, answers)),
      }
    },
  }
}

function isRefused(thrown: unknown, code: 'login_failed' | 'jwt_refused'): boolean {
  return thrown instanceof Refused && thrown.refusal.code === code
}

/** Safe because every operation with `guess: 'password'` requires an email in its schema. */
function emailIn({ body }: FastifyRequest): string {
  return (body as { email: string }).email
}
