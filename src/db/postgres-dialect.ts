import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Outcome } from './postgres-batch.ts'

export type Send = (text: string, values: readonly unknown[]) => Promise<Outcome>
/** Sends a statement some time before the transaction ends, which fails if the statement does. */
export type SendLater = (text: string, values: readonly unknown[]) => void

/** A Kysely dialect that sends statements by `send` and begins no transactions. */
export function dialectOver(send: Send, sendLater?: SendLater): Dialect {
  const connection = connectionOver(send)
  const unused = async () => {
    throw new Error('Transactions are begun by Database.transaction.')
  }
  return {
    createDriver: () => ({
      init: async () => {},
      acquireConnection: async () => connection,
      releaseConnection: async () => {},
      beginTransaction: unused,
      commitTransaction: unused,
      rollbackTransaction: unused,
      destroy: async () => {},
    }),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new DirectAdapter(send, sendLater),
    createIntrospector: (db) => new PostgresIntrospector(db),
  }
}

type Query = Pick<CompiledQuery, 'sql' | 'parameters'>

/** Runs compiled queries directly: Kysely would acquire and release a connection around each. */
class DirectAdapter extends PostgresAdapter {
  readonly #send: Send
  readonly later: ((query: Query) => void) | undefined

  constructor(send: Send, sendLater: SendLater | undefined) {
    super()
    this.#send = send
    this.later = sendLater && (({ sql, parameters }) => sendLater(sql, parameters))
  }

  async rows<R>({ sql, parameters }: Query): Promise<R[]> {
    const { rows } = await this.#send(sql, parameters)
    // Safe because Kysely gives R as the type of the very rows that the text selects.
    return rows as R[]
  }
}

function connectionOver(send: Send): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, command } = await send(sql, parameters)
      const changed = /^(?:INSERT \d+|UPDATE|DELETE|MERGE) (\d+)$/.exec(command)?.[1]
      // Safe because Kysely gives R as the type of the very rows that the text selects.
      return { rows: rows as R[], ...(changed !== undefined && { numAffectedRows: BigInt(changed) }) }
    },
    // biome-ignore lint/correctness/useYield: nothing here streams; a page is small.
    async *streamQuery(): AsyncIterableIterator<never> {
      throw new Error('Streaming is not supported.')
    },
  }
}
