import { sql } from 'kysely'
import type { App } from '../harness.ts'

/** Keeps the database from growing and uses up its free space, so that SQLite answers as on a full disk. */
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

/** Undoes `fillDisk`. */
export async function emptyDisk({ database }: App): Promise<void> {
  await database.transaction(async (tx) => {
    await sql`pragma max_page_count = 1000000`.execute(tx)
    await sql`drop table filler`.execute(tx)
  })
}
