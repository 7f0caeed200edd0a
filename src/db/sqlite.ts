import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Engine } from './database.ts'
import { UnusableDatabase } from './errors.ts'
import { GroupCommit } from './group-commit.ts'
import { asTx, type Db, type Tables } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** SQLite's own numbers for: busy, out of memory, read-only, disk error, disk full, cannot open. */
const UNAVAILABLE = new Set([5, 7, 8, 10, 13, 14])

/** The embedded engine: one file, one connection that writes and one that reads, so that neither waits for the other. */
export function sqlite(path: string): Engine {
  const writing = open(path)
  const reading = new DatabaseSync(path, { readOnly: true })
  reading.exec('pragma busy_timeout = 2000')
  const db: Db = new Kysely<Tables>({ dialect: sqliteDialect(reading) })
  const tx = asTx(new Kysely<Tables>({ dialect: sqliteDialect(writing) }))
  const commits = new GroupCommit(writing, tx)
  let lock: DatabaseSync | undefined
  return {
    db,
    ddl: {
      serial: 'integer primary key autoincrement',
      serialKey: (columns) => `unique (${columns})`,
    },
    transaction: (work) => commits.transaction(work),
    isUnavailable: (error) => UNAVAILABLE.has(errorNumber(error) & 0xff),
    claim() {
      lock = claim(path)
    },
    async close() {
      await commits.idle()
      await db.destroy()
      await tx.destroy()
      lock?.close()
    },
  }
}

function open(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const raw = new DatabaseSync(path)
    raw.exec('pragma busy_timeout = 2000; pragma journal_mode = wal; pragma synchronous = full')
    raw.exec('pragma foreign_keys = on')
    return raw
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UnusableDatabase(
      `The database file ${path} cannot be opened (${reason}): choose a folder that you may write to.`,
    )
  }
}

/**
 * An exclusive lock in a file beside the database, which the operating system gives back even after kill -9.
 * Commands that only use the database for a moment do without it.
 */
function claim(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`)
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
    return lock
  } catch {
    lock.close()
    throw new UnusableDatabase(
      `Another Roster is already running on ${dirname(path)}: stop it, or choose another folder.`,
    )
  }
}

function errorNumber(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0
}
