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
export function readingDialect(raw: DatabaseSync): Dialect {
  return dialect(raw, () => {})
}

/** As `readingDialect`, but what was asked for in a transaction that SQLite has given up does not commit by itself. */
export function writingDialect(raw: DatabaseSync): Dialect {
  return dialect(raw, () => {
    if (!raw.isTransaction) throw new Error('The transaction has ended.')
  })
}

function dialect(raw: DatabaseSync, assertUsable: () => void): Dialect {
  const connection = new Connection(raw, assertUsable)
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
  readonly #assertUsable: () => void
  readonly #statements = new Map<string, { statement: StatementSync; returnsRows: boolean }>()

  constructor(raw: DatabaseSync, assertUsable: () => void) {
    this.#raw = raw
    this.#assertUsable = assertUsable
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    this.#assertUsable()
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
