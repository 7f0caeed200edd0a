import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from './context.ts'
import type { Answer } from './failure.ts'
import { type IdempotencyKey, inUse, KeyFailure, lockOf } from './idempotency-key.ts'
import { Answered, hashOf, keeping, onceIn, replaying } from './kept-answers.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined without one, and once its answer is kept. */
    idempotencyKey: IdempotencyKey | undefined
  }
}

/** Statuses of refusals that a later try may not meet, so they are not kept. */
const PASSING = [401, 403, 429]

/** Stands for the hash of a body that is read line by line. */
const OF_LINES = 'lines'

/** Does a request with a key once, however often it is sent, and answers the same each time. */
export interface Idempotency {
  /**
   * Runs a write. `run` does it in one transaction, whose value is the body of the answer and is kept in the same
   * transaction; a refusal, as `refusalOf` puts it, is kept in another one after it.
   *
   * @throws KeyFailure 409, 422
   */
  once(
    context: Context,
    request: FastifyRequest,
    reply: FastifyReply,
    run: (context: Context) => Promise<unknown>,
    refusalOf: (thrown: unknown) => Answer,
  ): Promise<unknown>
  /**
   * Begins an operation that keeps the answer to each line by itself; a header says when it was begun before.
   *
   * @throws KeyFailure 409, 422
   */
  begin(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<void>
  /**
   * Keeps and sends the refusal of a request that did not get as far as its operation.
   *
   * @throws KeyFailure 409, 422
   */
  refuse(request: FastifyRequest, reply: FastifyReply, refusal: Answer): Promise<unknown>
}

export function idempotency(context: Context): Idempotency {
  // For SQLite, whose `tryLock` tells of nobody: there all requests come to this one process.
  const claimed = new Set<string>()

  function claim(key: IdempotencyKey): () => void {
    const id = lockOf(key)
    if (claimed.has(id)) throw inUse()
    claimed.add(id)
    let held = true
    return () => {
      // Called a second time, it must not free the key of another request.
      if (held) claimed.delete(id)
      held = false
    }
  }

  async function alone<T>(key: IdempotencyKey, work: () => Promise<T>): Promise<T> {
    const release = claim(key)
    try {
      return await work()
    } finally {
      release()
    }
  }

  async function refuse(
    key: IdempotencyKey,
    request: FastifyRequest,
    reply: FastifyReply,
    { status, body }: Answer,
  ): Promise<unknown> {
    reply.code(status)
    const { database } = keeping(context, key, request, reply)
    return replaying(reply, () => database.transaction(async () => body))
  }

  return {
    async once(context, request, reply, run, refusalOf) {
      const key = request.idempotencyKey
      if (!key) return run(context)
      try {
        return await alone(key, async () => {
          try {
            return await replaying(reply, () => run(keeping(context, key, request, reply)))
          } catch (thrown) {
            if (thrown instanceof KeyFailure || key.bodyHash === undefined) throw thrown
            const refusal = refusalOf(thrown)
            if (!isKept(refusal)) throw thrown
            return await refuse(key, request, reply, refusal)
          }
        })
      } finally {
        request.idempotencyKey = undefined
      }
    },
    async begin(context, request, reply) {
      const key = request.idempotencyKey
      if (!key) return
      const release = claim(key)
      for (const end of ['finish', 'close']) reply.raw.once(end, release)
      const once = onceIn(context, key, hashOf(request, OF_LINES))
      try {
        await context.database.transaction((db) => once(db, async () => ({ status: 200, text: '' })))
      } catch (thrown) {
        if (!(thrown instanceof Answered)) throw thrown
        reply.header('idempotent-replayed', 'true')
      }
    },
    async refuse(request, reply, refusal) {
      const key = request.idempotencyKey
      if (!key || key.bodyHash === undefined || !isKept(refusal)) return reply.send(refusal.body)
      return alone(key, () => refuse(key, request, reply, refusal))
    },
  }
}

function isKept({ status }: Answer): boolean {
  return status < 500 && !PASSING.includes(status)
}
