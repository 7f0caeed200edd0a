import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SelectModifierNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** More statements than Roster has. It limits the memory that queries of ever new shapes take. */
const MOST_STATEMENTS = 500

/** One `node:sqlite` connection as a Kysely dialect. Its statements are synchronous, so they never overlap. */
export function readingDialect(raw: DatabaseSync): Dialect {
  return dialect(new Connection(new Statements(raw), () => {}))
}

/**
 * As `readingDialect`, for one transaction after another on the same connection: each refuses statements when it is over,
 * also when SQLite has rolled it back.
 */
export function writingDialects(raw: DatabaseSync): (isOver: () => boolean) => Dialect {
  const statements = new Statements(raw)
  return (isOver) =>
    dialect(
      new Connection(statements, () => {
        if (isOver() || !raw.isTransaction) throw new Error('The transaction has ended.')
      }),
    )
}

function dialect(connection: Connection): Dialect {
  return {
    createDriver: () => driver(connection),
    createQueryCompiler: () => new LocklessCompiler(),
    createAdapter: () => new DirectAdapter(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

const locks = new Set<string>(['ForUpdate', 'ForNoKeyUpdate', 'ForKeyShare'])

/** Leaves out `for update` and its like: with one transaction at a time every row is locked. */
class LocklessCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (locks.has(node.modifier ?? '')) return
    super.visitSelectModifier(node)
  }
}

/** Runs compiled queries directly: Kysely would take its lock of the connection around each. */
class DirectAdapter extends SqliteAdapter {
  readonly #connection: Connection

  constructor(connection: Connection) {
    super()
    this.#connection = connection
  }

  rows<R>(query: CompiledQuery): R[] {
    return this.#connection.execute<R>(query).rows
  }

  override get supportsMultipleConnections() {
    return true
  }
}

interface Prepared {
  statement: StatementSync
  /** The names of its columns; none for a statement without rows. */
  columns: readonly string[]
}

type Query = Pick<CompiledQuery, 'sql' | 'parameters'>

class Connection implements DatabaseConnection {
  readonly #statements: Statements
  readonly #assertUsable: () => void

  constructor(statements: Statements, assertUsable: () => void) {
    this.#statements = statements
    this.#assertUsable = assertUsable
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.execute(query)
  }

  execute<R>(query: Query): QueryResult<R> {
    this.#assertUsable()
    return this.#statements.run(query)
  }

  // biome-ignore lint/correctness/useYield: nothing here streams; a page is small.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Streaming is not supported.')
  }
}

/** The statements that were prepared on a connection. */
class Statements {
  readonly #raw: DatabaseSync
  readonly #statements = new Map<string, Prepared>()

  constructor(raw: DatabaseSync) {
    this.#raw = raw
  }

  run<R>({ sql, parameters }: Query): QueryResult<R> {
    const { statement, columns } = this.#prepare(sql)
    // Safe because the domain passes numbers, text and null alone; the driver refuses anything else.
    const values = parameters as SQLInputValue[]
    if (columns.length > 0) return { rows: toRows(statement, columns, statement.all(...values)) }
    return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) }
  }

  #prepare(text: string): Prepared {
    const known = this.#statements.get(text)
    if (known) return known
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear()
    const statement = this.#raw.prepare(text)
    statement.setReturnArrays(true)
    const prepared = { statement, columns: columnsOf(statement) }
    this.#statements.set(text, prepared)
    return prepared
  }
}

/**
 * The driver's own objects are dictionaries: rows of one shape take half the time to make and to read.
 * Safe because `#prepare` asks for arrays, and Kysely gives R as the type of the very rows that the text selects.
 */
function toRows<R>(statement: StatementSync, columns: readonly string[], arrays: unknown): R[] {
  const rows = arrays as unknown[][]
  // Another process may have added a column since the statement was prepared.
  const names = rows[0]?.length === columns.length ? columns : columnsOf(statement)
  return rows.map((values) => {
    const row: Record<string, unknown> = {}
    names.forEach((name, index) => {
      row[name] = values[index]
    })
    return row as R
  })
}

function columnsOf(statement: StatementSync): string[] {
  return statement.columns().map(({ name }) => name)
}

function driver(connection: Connection): Driver {
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
    // The engine closes what it has opened.
    destroy: async () => {},
  }
}
