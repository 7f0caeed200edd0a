import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tx } from '../db/schema.ts'
import { findKeptAnswers, keepAnswers } from '../domain/idempotency.ts'
import type { Context } from './context.ts'
import { type IdempotencyKey, inUse, KeyFailure, lockOf, seal, sha256, unseal } from './idempotency-key.ts'

/** Ends a transaction whose request was answered before, with that answer. */
export class Answered extends Error {
  override name = 'Answered'
  readonly status: number
  readonly body: string

  constructor(status: number, body: string) {
    super('The request was answered before.')
    this.status = status
    this.body = body
  }
}

/** The same context, but its transactions keep what they answer under the key. */
export function keeping(
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

/**
 * Runs `work` in a transaction and keeps what it answers.
 *
 * @throws Answered when that was kept before; KeyFailure 409 while another request does it, 422 for a key of another one
 */
export function onceIn({ database, now }: Context, key: IdempotencyKey, requestHash: string) {
  return async <T extends { status: number; text: string }>(db: Tx, work: () => Promise<T>): Promise<T> => {
    const scope = { db, storeId: key.storeId, now: now() }
    if (!(await database.tryLock(db, lockOf(key)))) throw inUse()
    await assertUnanswered(scope, key, requestHash)
    const done = await work()
    const answer = { ...key, requestHash, status: done.status, body: seal(key, done.text) }
    if (!(await keepAnswers(scope, [answer]))) throw inUse()
    return done
  }
}

export function hashOf({ method, url }: FastifyRequest, bodyHash: string | undefined): string {
  return sha256(`${method} ${url} ${bodyHash}`)
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

/** Answers what `work` does, or what was answered before. */
export async function replaying(reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> {
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
