import type { Database } from '../db/database.ts'

/** The same database, which calls `committed` after each commit. */
export function announcing<D extends Database>(database: D, committed: () => void): D {
  return {
    ...database,
    async transaction(work) {
      const value = await database.transaction(work)
      committed()
      return value
    },
  }
}
