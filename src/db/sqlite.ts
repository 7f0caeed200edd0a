import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { MinuteCounts } from '../minute-counts.ts'
import type { Engine } from './database.ts'
import { reasonOf, UnusableDatabase } from './errors.ts'
import { GroupCommit } from './group-commit.ts'
import type { Db, Tables } from './schema.ts'
import { readingDialect } from './sqlite-dialect.ts'
import { BUSY, errorNumber } from './sqlite-errors.ts'
import { hasQueuedTexts, indexQueuedTexts, queuedTrigramTable, trigramTable } from './text-search.ts'

/** SQLite's codes for: busy, out of memory, read-only, disk error, disk full, cannot open. */
const UNAVAILABLE = new Set([BUSY, 7, 8, 10, 13, 14])
/** And those for: damaged, not a database. */
const UNUSABLE = new Set([...UNAVAILABLE, 11, 26])

/** The embedded engine: one file, one connection that writes and one that reads, so that neither waits for the other. */
export function sqlite(file: string): Engine {
  const path = resolve(file)
  const { writing, reading } = open(path)
  const db: Db = new Kysely<Tables>({ dialect: readingDialect(reading) })
  const commits = new GroupCommit(writing)
  // Changes with each commit of another connection: the writing one, or one of another process.
  const revision = reading.prepare('pragma data_version')
  revision.setReturnArrays(true)
  const requests = new MinuteCounts()
  let lock: DatabaseSync | undefined
  return {
    db,
    ddl: {
      serial: 'integer primary key autoincrement',
      serialKey: (columns) => `unique (${columns})`,
      textSearch: trigramTable,
      textSearchQueue: queuedTrigramTable,
      unlogged: '',
    },
    transaction: (work) => commits.transaction(work),
    revision: () => numberIn(revision.get()),
    // One transaction writes at a time, so ids are in the order of commits.
    settledEvents: async () => Number.MAX_SAFE_INTEGER,
    tryLock: async () => true,
    isolate: async () => {},
    async indexTexts() {
      if (await hasQueuedTexts(db)) await commits.transaction(indexQueuedTexts)
      return hasQueuedTexts(db)
    },
    // Only one server runs on a file, so all requests are its own.
    countRequest: ({ storeId, quota, minute }) => requests.add(`${storeId} ${quota}`, minute),
    connections: () => [],
    isUnavailable: (error) => UNAVAILABLE.has(errorNumber(error)),
    claim() {
      lock = claim(path)
    },
    explain: (error) => (UNUSABLE.has(errorNumber(error)) ? unusable(path, error) : error),
    async close() {
      // The writing one last, so that SQLite moves the whole log into the file.
      if (reading.isOpen) reading.close()
      await commits.idle()
      if (writing.isOpen) writing.close()
      lock?.close()
    },
  }
}

/** Safe because the statement answers one number, as an array. */
function numberIn(row: unknown): number {
  return (row as [number])[0]
}

function open(path: string): { writing: DatabaseSync; reading: DatabaseSync } {
  try {
    makeFolder(dirname(path))
    makeFile(path)
    const writing = new DatabaseSync(path, { timeout: 2000, enableForeignKeyConstraints: true })
    const log = writing.prepare('pragma journal_mode = wal').get()
    if (log?.['journal_mode'] !== 'wal') throw new Error('its folder cannot keep a write-ahead log')
    writing.exec('pragma synchronous = full; pragma busy_timeout = 0')
    // Pages, so 16 MB: with fewer checkpoints, a page that changes often is written to the file less often.
    writing.exec('pragma wal_autocheckpoint = 4000')
    const reading = new DatabaseSync(path, { timeout: 2000, readOnly: true })
    for (const connection of [writing, reading]) {
      // No temporary files, for which there may be no room or no folder.
      connection.exec('pragma temp_store = memory')
      // KiB: enough for the inner pages of indexes over a million rows, which are read from the disk otherwise.
      connection.exec('pragma cache_size = -12288')
      knowLetters(connection)
    }
    return { writing, reading }
  } catch (error) {
    throw unusable(path, error)
  }
}

/** Not by Node's `recursive`, which never ends where no folder can be made, as below `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

/**
 * Makes a file that only its owner can read, unless there is one. SQLite gives the files beside it the same permissions.
 * Errors are left to SQLite, which meets and explains them when it opens the file.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch {}
}

/** SQLite's own `lower` changes only ASCII letters. */
function knowLetters(connection: DatabaseSync): void {
  connection.function('lower', { deterministic: true }, (text) =>
    typeof text === 'string' ? text.toLowerCase() : text,
  )
}

/**
 * Takes an exclusive lock on a file beside the database, which the operating system releases even after kill -9.
 * Commands that use the database only for a moment do not take it.
 */
function claim(path: string): DatabaseSync {
  makeFile(`${path}.lock`)
  const lock = new DatabaseSync(`${path}.lock`)
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (errorNumber(error) !== BUSY) throw error
    throw new UnusableDatabase(
      `Another Roster is already running on ${dirname(path)}: stop it, or choose another folder.`,
    )
  }
}

function unusable(path: string, error: unknown): UnusableDatabase {
  const advice =
    errorNumber(error) === BUSY
      ? 'wait until the other process that writes to it is done'
      : 'choose one that Roster may write to, on a disk with room'
  return new UnusableDatabase(`The database file ${path} cannot be used (${reasonOf(error)}): ${advice}.`, {
    cause: error,
  })
}
