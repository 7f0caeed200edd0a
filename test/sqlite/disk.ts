import { sql } from 'kysely'
import type { App } from '../harness.ts'

/** Lets the database grow no further, and uses up what room it has: SQLite answers as it does when the disk is full. */
export async function fillDisk({ database }: App): Promise<void> {
  await database.transaction(async (tx) => {
    await sql`create table filler (content blob)`.execute(tx)
    const { rows } = await sql<{ pages: number; size: number }>`
      select freelist_count as pages, page_size as size from pragma_freelist_count, pragma_page_size`.execute(
      tx,
    )
    const [free] = rows
    if (free) await sql`insert into filler values (zeroblob(${free.pages * free.size}))`.execute(tx)
    await sql`pragma max_page_count = 1`.execute(tx)
  })
}

/** Takes back what `fillDisk` did. */
export async function emptyDisk({ database }: App): Promise<void> {
  await database.transaction(async (tx) => {
    await sql`pragma max_page_count = 1000000`.execute(tx)
    await sql`drop table filler`.execute(tx)
  })
}
