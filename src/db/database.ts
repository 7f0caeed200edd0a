import { version } from '../version.ts'
import { UnusableDatabase } from './errors.ts'
import { type Ddl, migrate } from './migrate.ts'
import type { Db, Tx } from './schema.ts'

/** One request of a store; `minute` counts from 1970. */
export interface RequestToCount {
  storeId: number
  /** Each quota is counted by itself. */
  quota: string
  minute: number
}

export interface ConnectionCount {
  use: string
  busy: number
  idle: number
  /** How many wait for one. */
  awaited: number
}

export interface Database {
  /** For reads; they see what is committed. */
  db: Db
  /** Runs `work` in a transaction: commits when it resolves, rolls back when it rejects. It may run more than once. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * The highest id up to which the outbox is complete: no event with that id or a lower one can appear any more. While
   * open transactions may still add some, it answers after a moment with the last such id it knows.
   */
  settledEvents(): Promise<number>
  /**
   * Takes the lock of this name until the transaction ends; false, without waiting, when another transaction has it.
   * SQLite always answers true, since it runs one transaction at a time.
   */
  tryLock(tx: Tx, name: string): Promise<boolean>
  /**
   * Puts some of the new texts into the index that searches use; until then a search reads them one by one. Answers
   * whether there are more. PostgreSQL does this by itself.
   */
  indexTexts(): Promise<boolean>
  /** Counts a request and answers how many there are in its minute, over all servers on the same database. */
  countRequest(request: RequestToCount): Promise<number> | number
  /**
   * Makes a transaction serializable, before its first statement: where another one changes what it has read, it fails
   * and runs again. The other one is not serializable. Where the lock of a row guards other rows, it has to be an update:
   * who is isolated and waits for a mere lock goes on with what they have read before.
   */
  isolate(tx: Tx): Promise<void>
  /** Connections to a database server by what they are for; none for SQLite. */
  connections(): ConnectionCount[]
  /** Tells whether an error means that the database cannot serve for the moment: a full disk, a lost connection. */
  isUnavailable(error: unknown): boolean
  /**
   * Names the state of the data that a read beginning now sees: as long as the answer is the same, all reads answer the
   * same, whichever process writes. The names have no order.
   */
  revision(): Promise<string> | number
  close(): Promise<void>
}

/** All that the two engines do not share. Nothing outside `db/` asks which one it is. */
export interface Engine extends Database {
  ddl: Ddl
  /** As `transaction`, without a limit of time, for migrations. Left out where `transaction` has none. */
  upgrade?: Database['transaction']
  /** Makes sure that no other server runs on the same data, for an engine that serves one only. */
  claim(): void
  /** What to throw for an error while opening: an `UnusableDatabase` where a person can put it right, else the error. */
  explain(error: unknown): unknown
}

/** Called for a connection to the database server that ended while no statement was running on it. */
export type LostConnection = (error: Error) => void

interface Opening {
  /** For a server: refuses a data folder that another server uses. */
  claim?: boolean
  onLostConnection?: LostConnection
}

export interface OpenDatabase extends Database {
  /** The names of the migrations that opening it ran. */
  migrated: readonly string[]
}

/**
 * Opens the database at `url` (`sqlite:path`, `postgres://…`) and brings its tables up to date.
 *
 * @throws UnusableDatabase
 */
export async function openDatabase(
  url: string,
  { claim = false, onLostConnection = () => {} }: Opening = {},
): Promise<OpenDatabase> {
  const engine = await engineFor(url, onLostConnection)
  try {
    if (claim) engine.claim()
    const upgrade = engine.upgrade ?? engine.transaction
    const migrated = await upgrade((tx) => migrate(tx, engine.ddl, version))
    return { ...engine, migrated }
  } catch (error) {
    await engine.close()
    throw engine.explain(error)
  }
}

/** Loads only the engine that is asked for, because each has a driver of its own. */
async function engineFor(url: string, onLostConnection: LostConnection): Promise<Engine> {
  const file = /^sqlite:(.+)/s.exec(url)?.[1]
  if (file) {
    const { sqlite } = await import('./sqlite.ts')
    return sqlite(file)
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { postgres } = await import('./postgres.ts')
    return postgres(url, onLostConnection)
  }
  throw new UnusableDatabase(
    'The address of the database cannot be read: write sqlite: and the path of a file, or postgres://user:password@host:port/name.',
  )
}
