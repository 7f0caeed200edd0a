import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tx } from '../db/schema.ts'
import { findKeptAnswers, keepAnswers } from '../domain/idempotency.ts'
import type { Answer } from './failure.ts'
import { type IdempotencyKey, KeyFailure, seal, sha256, unseal } from './idempotency-key.ts'
import type { Context } from './operation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Until somebody sees to it. */
    idempotencyKey: IdempotencyKey | undefined
  }
}

/** Answers that say nothing about what was asked for, only about the moment. */
const PASSING = [401, 403, 429]

/** In place of the hash of a body that is not there whole. */
const OF_LINES = 'lines'

/** Does what is asked for with a key once, however often it is asked for, and answers the same each time. */
export interface Idempotency {
  /**
   * Runs a write, which `run` does in one transaction whose value is the body of the answer: that is kept in the same
   * transaction. What `refusalOf` knows is kept after it.
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
   * Begins what answers line by line and keeps each by itself; says in the answer whether it was begun before.
   *
   * @throws KeyFailure 409, 422
   */
  begin(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<void>
  /**
   * Keeps the refusal of a request that came to no operation, and answers it.
   *
   * @throws KeyFailure 409, 422
   */
  refuse(request: FastifyRequest, reply: FastifyReply, refusal: Answer): Promise<unknown>
}

export function idempotency(context: Context): Idempotency {
  // Where the engine can tell nobody of a key that is in use, all requests come to this process.
  const inUse = new Set<string>()

  function claim(key: IdempotencyKey): () => void {
    const id = lockOf(key)
    if (inUse.has(id)) throw occupied()
    inUse.add(id)
    let held = true
    return () => {
      // Said again later, it may be another request that has it.
      if (held) inUse.delete(id)
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

/** What was answered before stands in the way of doing it again. */
class Answered extends Error {
  override name = 'Answered'
  readonly status: number
  readonly body: string

  constructor(status: number, body: string) {
    super('The request was answered before.')
    this.status = status
    this.body = body
  }
}

function isKept({ status }: Answer): boolean {
  return status < 500 && !PASSING.includes(status)
}

function occupied(): KeyFailure {
  return new KeyFailure(409, 'A request with this Idempotency-Key is under way')
}

/** The same context, whose transactions keep what they answer for the key. */
function keeping(
  context: Context,
  key: IdempotencyKey,
  request: FastifyRequest,
  reply: FastifyReply,
): Context {
  const { database } = context
  return {
    ...context,
    database: {
      ...database,
      transaction: (work) =>
        database.transaction(async (db) => {
          // Not before: a file is received by the operation itself.
          const once = onceIn(context, key, hashOf(request, key.bodyHash))
          const { body } = await once(db, async () => {
            const body = await work(db)
            return { body, status: reply.statusCode, text: String(reply.serialize(bodyOf(body))) }
          })
          return body
        }),
    },
  }
}

/** Does `work` in a transaction and keeps what it answers, if nobody has or is about to. */
function onceIn({ database, now }: Context, key: IdempotencyKey, requestHash: string) {
  return async <T extends { status: number; text: string }>(db: Tx, work: () => Promise<T>): Promise<T> => {
    const scope = { db, storeId: key.storeId, now: now() }
    if (!(await database.tryLock(db, lockOf(key)))) throw occupied()
    await assertUnanswered(scope, key, requestHash)
    const done = await work()
    const answer = { ...key, requestHash, status: done.status, body: seal(key, done.text) }
    if (!(await keepAnswers(scope, [answer]))) throw occupied()
    return done
  }
}

function hashOf({ method, url }: FastifyRequest, bodyHash: string | undefined): string {
  return sha256(`${method} ${url} ${bodyHash}`)
}

function lockOf({ storeId, tokenId, keyHash }: IdempotencyKey): string {
  return `idempotency ${storeId} ${tokenId} ${keyHash}`
}

async function assertUnanswered(
  scope: { db: Tx; storeId: number; now: number },
  key: IdempotencyKey,
  requestHash: string,
): Promise<void> {
  const answers = await findKeptAnswers(scope, key.tokenId, [key.keyHash])
  const answer = answers.get(key.keyHash)
  if (!answer) return
  if (answer.requestHash !== requestHash) {
    throw new KeyFailure(422, 'This Idempotency-Key was used for another request')
  }
  throw new Answered(answer.status, unseal(key, answer.body))
}

async function replaying(reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Answered)) throw thrown
    reply.code(thrown.status).header('idempotent-replayed', 'true')
    if (thrown.status === 204) return reply.send()
    return reply.type('application/json; charset=utf-8').send(thrown.body)
  }
}

/** Safe because whoever answers an operation's transaction with a body makes it by the schema of its reply. */
function bodyOf(body: unknown): Record<string, unknown> {
  return body as Record<string, unknown>
}
