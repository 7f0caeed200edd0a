import { ROWS_A_STEP } from '../db/parts.ts'
import type { UnixSeconds } from '../db/schema.ts'
import type { Reader, Writer } from './scope.ts'
import { getSettings } from './settings.ts'

const DAY_S = 24 * 3600

/** Events that may be removed, and the time of the last of them. */
export interface OldEvents {
  ids: number[]
  until: UnixSeconds
}

/** Some events that are older than the store keeps them, the oldest first; undefined when there is none. */
export async function findOldEvents(reader: Reader): Promise<OldEvents | undefined> {
  const { eventRetentionDays } = await getSettings(reader)
  if (eventRetentionDays === null) return undefined
  const rows = await reader.db
    .selectFrom('outbox')
    .select(['id', 'created_at'])
    .where('store_id', '=', reader.storeId)
    .where('created_at', '<', reader.now - eventRetentionDays * DAY_S)
    .where('id', '<=', await lastNotNeeded(reader))
    .orderBy('created_at')
    .orderBy('id')
    .limit(ROWS_A_STEP)
    .execute()
  const last = rows.at(-1)
  return last && { ids: rows.map(({ id }) => id), until: last.created_at }
}

/** Removes events, and records from which time on the log is whole. */
export async function removeEvents({ db, storeId }: Writer, { ids, until }: OldEvents): Promise<void> {
  await db.deleteFrom('outbox').where('store_id', '=', storeId).where('id', 'in', ids).execute()
  await db
    .updateTable('store')
    .set({ events_whole_since: until })
    .where('store_id', '=', storeId)
    .where('events_whole_since', '<', until)
    .execute()
}

/** The last event that no hook is still to be told of. */
async function lastNotNeeded({ db, storeId }: Reader): Promise<number> {
  const hooks = await db
    .selectFrom('webhook_store')
    .select('position')
    .where('store_id', '=', storeId)
    .executeTakeFirst()
  return hooks?.position ?? Number.MAX_SAFE_INTEGER
}
