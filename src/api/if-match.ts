import type { FastifyRequest } from 'fastify'
import type { Tx } from '../db/schema.ts'
import { Refused } from '../domain/errors.ts'
import type { Context } from './context.ts'
import { isMatch } from './etag.ts'
import { HttpFailure } from './failure.ts'
import type { Operation, Show } from './operation.ts'

const METHODS = ['PUT', 'PATCH', 'DELETE']

/** Keeps a write from changing what the client has not seen. */
export interface Precondition {
  /** A context whose transactions are isolated from all others. */
  alone(context: Context): Context
  /** A context whose transactions fail with 412 when what they change has another ETag. */
  checked(context: Context): Context
}

/** What the `If-Match` of a request asks for; undefined without one. */
export function preconditionOf(request: FastifyRequest, shown: Show | undefined): Precondition | undefined {
  const ifMatch = request.headers['if-match']
  if (ifMatch === undefined || !METHODS.includes(request.method)) return undefined

  async function find(context: Context, db: Tx): Promise<string | undefined> {
    const reader = { db, storeId: request.caller?.storeId ?? 0, now: context.now() }
    try {
      return await shown?.(context, reader, request)
    } catch (thrown) {
      if (thrown instanceof Refused) return undefined
      throw thrown
    }
  }

  return {
    alone: (context) =>
      within(context, async (db, work) => {
        await context.database.isolate(db)
        return work(db)
      }),
    checked: (context) =>
      within(context, async (db, work) => {
        const text = await find(context, db)
        if (text !== undefined && !isMatch(ifMatch, text)) throw new HttpFailure(412)
        const value = await work(db)
        // The write is tried first: its own refusal, as of what is not there, says more than 412.
        if (text === undefined) throw new HttpFailure(412)
        return value
      }),
  }
}

/** Whether an operation changes what `shown` reads. */
export function isEdit({ access, method }: Operation, shown: Show | undefined): boolean {
  return access === 'write' && shown !== undefined && METHODS.includes(String(method))
}

/** Reads what `operation` changes: the GET of the same path. */
export function shownBy(operations: readonly Operation[], { url }: Operation): Show | undefined {
  return operations.find((other) => other.show && other.url === url)?.show
}

function within(context: Context, around: <T>(db: Tx, work: (db: Tx) => Promise<T>) => Promise<T>): Context {
  const { database } = context
  const transaction: typeof database.transaction = (work) => database.transaction((db) => around(db, work))
  return { ...context, database: { ...database, transaction } }
}
