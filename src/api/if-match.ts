import type { FastifyRequest } from 'fastify'
import type { Tx } from '../db/schema.ts'
import { Refused } from '../domain/errors.ts'
import { isMatch } from './etag.ts'
import { HttpFailure } from './failure.ts'
import type { Context, Operation, Show } from './operation.ts'

const CAREFUL = ['PUT', 'PATCH', 'DELETE']

/** What stands between an editor and what somebody else has changed meanwhile. */
export interface Care {
  /** A context whose transactions are alone with what they look at. */
  alone(context: Context): Context
  /** The same, and they change nothing but what the editor has seen. */
  checked(context: Context): Context
}

/** Answers how to take the care that `If-Match` asks for; undefined where it asks for none. */
export function careOf(request: FastifyRequest, shown: Show | undefined): Care | undefined {
  const ifMatch = request.headers['if-match']
  if (ifMatch === undefined || !CAREFUL.includes(request.method)) return undefined

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
        // What would be refused anyway, as when it is not there, has been by now.
        if (text === undefined) throw new HttpFailure(412)
        return value
      }),
  }
}

/** Whether an operation changes what `shown` reads. */
export function isEdit({ access, method }: Operation, shown: Show | undefined): boolean {
  return access === 'write' && shown !== undefined && CAREFUL.includes(String(method))
}

/** What reads that which `operation` changes. */
export function shownBy(operations: readonly Operation[], { url }: Operation): Show | undefined {
  return operations.find((other) => other.show && other.url === url)?.show
}

function within(context: Context, around: <T>(db: Tx, work: (db: Tx) => Promise<T>) => Promise<T>): Context {
  const { database } = context
  const transaction: typeof database.transaction = (work) => database.transaction((db) => around(db, work))
  return { ...context, database: { ...database, transaction } }
}
