import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from './schema.ts'

const PAUSE_MS = 5
const MOST_PAUSES = 60

/**
 * Answers `Database.settledEvents`. Ids are assigned before the commit, so a lower one may become visible later than a
 * higher one. A transaction holds a lock on the table from its insert to its end. So when all transactions that held that
 * lock after the last id was read have ended, no other event can appear up to that id.
 */
export function settledEventsOn(db: Db): () => Promise<number> {
  let settled = 0

  return async () => {
    const last = await lastId(db)
    let writing = await listWriting(db)
    for (let pauses = 0; writing.size > 0 && pauses < MOST_PAUSES; pauses += 1) {
      await setTimeout(PAUSE_MS)
      const still = await listWriting(db)
      writing = new Set([...writing].filter((one) => still.has(one)))
    }
    if (writing.size === 0) settled = Math.max(settled, last)
    return settled
  }
}

/** The last id that was assigned, whether or not its event is visible. */
async function lastId(db: Db): Promise<number> {
  const { rows } = await sql<{
    last_value: number
    is_called: boolean
  }>`select last_value, is_called from outbox_id_seq`.execute(db)
  const [row] = rows
  return row?.is_called ? row.last_value : 0
}

/** The open transactions that may have been assigned ids. */
async function listWriting(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ virtualtransaction: string }>`
    select virtualtransaction from pg_locks
    where locktype = 'relation' and relation = 'outbox'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
  return new Set(rows.map(({ virtualtransaction }) => virtualtransaction))
}
