import { readConfig } from '../config.ts'
import type { OpenDatabase } from '../db/database.ts'
import { byCommand, type Reader, type Writer } from '../domain/scope.ts'
import { getStore } from '../domain/stores.ts'
import { Problem } from '../problem.ts'
import { now } from './clock.ts'

/** @throws Problem when the environment names no database */
export function configuredUrl(): string {
  const { databaseUrl } = readConfig()
  if (databaseUrl) return databaseUrl
  throw new Problem(
    'ROSTER_DATABASE_URL is not set: set it to sqlite: and the path of a file, or to postgres://user:password@host/database.',
  )
}

/** Opens the configured database for as long as `work` takes; a server may run on it meanwhile. */
export async function withDatabase<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const url = configuredUrl()
  const { openDatabase } = await import('../db/database.ts')
  const database = await openDatabase(url)
  try {
    return await work(database)
  } catch (thrown) {
    if (!database.isUnavailable(thrown) || !(thrown instanceof Error)) throw thrown
    throw new Problem(`The database cannot do it for the moment (${thrown.message}): try again when it can.`)
  } finally {
    await database.close()
  }
}

/** @throws store_not_found */
export function readStore<T>(storeHash: string, work: (reader: Reader) => Promise<T>): Promise<T> {
  return withDatabase(async ({ db }) => {
    const { store_id: storeId } = await getStore(db, storeHash)
    return work({ db, storeId, now: now() })
  })
}

/**
 * As `readStore`, in one transaction.
 *
 * @throws store_not_found
 */
export function writeStore<T>(storeHash: string, work: (writer: Writer) => Promise<T>): Promise<T> {
  return withDatabase((database) =>
    database.transaction(async (db) => {
      const { store_id: storeId } = await getStore(db, storeHash)
      return work({ db, storeId, now: now(), ...byCommand })
    }),
  )
}
