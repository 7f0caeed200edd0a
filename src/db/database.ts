import { version } from '../version.ts'
import { UnusableDatabase } from './errors.ts'
import { type Ddl, migrate } from './migrate.ts'
import type { Db, Tx } from './schema.ts'

/** One request of a store, in a minute since 1970. */
export interface RequestToCount {
  storeId: number
  /** Each is counted apart. */
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
  /** Where reads go; they see what is committed. */
  db: Db
  /** Runs `work` in one transaction: commits when it resolves, rolls back when it rejects. `work` may run more than once. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * The highest id up to which the outbox is whole: no event with that id or a lower one can appear any more. While an
   * open transaction holds one back for longer, it answers what was whole before.
   */
  settledEvents(): Promise<number>
  /**
   * Takes the lock of this name, in a transaction, until that ends; false when another transaction has it, which is not
   * waited for. Where one transaction runs at a time there is nobody else.
   */
  tryLock(tx: Tx, name: string): Promise<boolean>
  /** Answers how many that makes in the minute, over all servers on the same data. */
  countRequest(request: RequestToCount): Promise<number> | number
  /**
   * Lets a transaction that has asked for nothing yet go on as if it were alone: where what it has read is changed by
   * another before it ends, it fails, and runs again.
   */
  isolate(tx: Tx): Promise<void>
  /** Connections to a server, by what they are for; none where there is no server. */
  connections(): ConnectionCount[]
  /** Tells whether an error means that the database cannot serve for the moment: a full disk, a lost connection. */
  isUnavailable(error: unknown): boolean
  /**
   * Says by which state of the data a read that begins now is answered: while it says the same, a read answers the same,
   * whoever writes. What it says has no order.
   */
  revision(): Promise<string> | number
  close(): Promise<void>
}

/** All that the two engines do not share. Nothing outside `db/` asks which one it is. */
export interface Engine extends Database {
  ddl: Ddl
  /** As `transaction`, for what may take longer than anything a server does; `transaction` where it makes no difference. */
  upgrade?: Database['transaction']
  /** Makes sure that no other server runs on the same data where only one may. */
  claim(): void
  /** What to throw for an error at the opening: a sentence where a person can put it right, else the error itself. */
  explain(error: unknown): unknown
}

/** Hears of a connection to the server that ended while nobody waited for its answer. */
export type LostConnection = (error: Error) => void

interface Opening {
  /** For a server, which stays: refuses a data folder that another one uses. */
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

/** Loads the one engine that is asked for: each brings a driver of its own. */
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
