import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** More texts than Roster has; a search whose shape varies cannot fill the memory. */
const MOST_STATEMENTS = 500

/** One `node:sqlite` connection as a Kysely dialect. Its statements are synchronous, so they never overlap. */
export function sqliteDialect(raw: DatabaseSync): Dialect {
  const connection = new Connection(raw)
  return {
    createDriver: () => driver(connection, raw),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new UnlockedAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

/** Kysely would take a lock around every query of a single connection. */
class UnlockedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true
  }
}

class Connection implements DatabaseConnection {
  readonly #raw: DatabaseSync
  readonly #statements = new Map<string, { statement: StatementSync; returnsRows: boolean }>()

  constructor(raw: DatabaseSync) {
    this.#raw = raw
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, returnsRows } = this.#prepare(sql)
    // Safe because the domain passes numbers, text and null alone; the driver refuses anything else.
    const values = parameters as SQLInputValue[]
    // Safe because Kysely gives R as the type of the very rows that this text selects.
    if (returnsRows) return { rows: statement.all(...values) as R[] }
    return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) }
  }

  // biome-ignore lint/correctness/useYield: nothing here streams; a page is small.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Streaming is not supported.')
  }

  #prepare(text: string) {
    const known = this.#statements.get(text)
    if (known) return known
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear()
    const statement = this.#raw.prepare(text)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    this.#statements.set(text, prepared)
    return prepared
  }
}

function driver(connection: Connection, raw: DatabaseSync): Driver {
  const unused = async () => {
    throw new Error('Transactions are begun by Database.transaction.')
  }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: unused,
    commitTransaction: unused,
    rollbackTransaction: unused,
    destroy: async () => raw.close(),
  }
}
