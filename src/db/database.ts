import { version } from '../version.ts'
import { UnusableDatabase } from './errors.ts'
import { type Ddl, migrate } from './migrate.ts'
import { postgres } from './postgres.ts'
import type { Db, Tx } from './schema.ts'
import { sqlite } from './sqlite.ts'

export interface Database {
  /** Where reads go; they see what is committed. */
  db: Db
  /** Runs `work` in one transaction: commits when it resolves, rolls back when it rejects. `work` may run more than once. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Tells whether an error means that the database cannot serve for the moment: a full disk, a lost connection. */
  isUnavailable(error: unknown): boolean
  close(): Promise<void>
}

/** All that the two engines do not share. Nothing outside `db/` asks which one it is. */
export interface Engine extends Database {
  ddl: Ddl
  /** Makes sure that no other server runs on the same data where only one may. */
  claim(): void
}

interface Opening {
  /** For a server, which stays: refuses a data folder that another one uses. */
  claim?: boolean
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
export async function openDatabase(url: string, { claim = false }: Opening = {}): Promise<OpenDatabase> {
  const engine = url.startsWith('sqlite:') ? sqlite(url.slice('sqlite:'.length)) : postgres(url)
  try {
    if (claim) engine.claim()
    const migrated = await engine.transaction((tx) => migrate(tx, engine.ddl, version))
    return { ...engine, migrated }
  } catch (error) {
    await engine.close()
    if (!engine.isUnavailable(error)) throw error
    throw new UnusableDatabase(
      `The database cannot be used (${reasonOf(error)}): see that it runs, and that its address, account and name are right.`,
    )
  }
}

/** An address that refused on several of its numbers says so in its code alone. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
