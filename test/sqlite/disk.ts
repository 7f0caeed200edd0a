import { sql } from 'kysely'
import type { App } from '../harness.ts'

/** Lets the database grow no further: SQLite answers as it does when the disk is full. */
export async function fillDisk({ database }: App): Promise<void> {
  await database.transaction((tx) => sql`pragma max_page_count = 1`.execute(tx))
}

/** Takes back what `fillDisk` did. */
export async function emptyDisk({ database }: App): Promise<void> {
  await database.transaction((tx) => sql`pragma max_page_count = 1000000`.execute(tx))
}
