import type { FastifyReply } from 'fastify'
import { type Allowance, type Quota, RequestLimits, VENDOR_RATE_LIMIT } from '../domain/request-limits.ts'
import type { Context } from './context.ts'
import type { Caller } from './credentials.ts'
import { HttpFailure } from './failure.ts'

/** Counts a request of this caller, says in the headers of its answer what is left, and refuses one too many. */
export type LimitRequest = (caller: Caller, quota: Quota, reply: FastifyReply) => Promise<void> | undefined

/** Does nothing for a store without a limit, unless the server is strict. */
export function limitRequests(context: Context): LimitRequest {
  // Through `context` at each call: tests exchange its database.
  const limits = new RequestLimits({ countRequest: (request) => context.database.countRequest(request) })

  return ({ storeId, rateLimit }, quota, reply) => {
    const limit = rateLimit ?? (context.strict ? VENDOR_RATE_LIMIT : null)
    if (limit === null) return undefined
    return limits
      .count({ storeId, rateLimit: limit, quota, now: context.now() })
      .then((allowance) => tell(reply, allowance))
  }
}

function tell(reply: FastifyReply, { limit, used, isExceeded, resetsAfter }: Allowance): void {
  reply.headers({
    'x-requests-allocated': `${limit} times/60 s`,
    'x-requests-window-length': `${used} times`,
    'x-requests-remaining': `${limit - used} times`,
    'x-request-window-resets-after': `${resetsAfter} s`,
  })
  if (isExceeded) throw new HttpFailure(429, undefined, { 'retry-after': String(resetsAfter) })
}
