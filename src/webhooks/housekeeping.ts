import type { Database } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'

/** So long is kept what was sent. */
const KEPT_S = 30 * 24 * 3600
const MOST_ROWS = 500

/** Clears a part of what was sent long ago; answers whether there may be more. */
export async function clearSome({ db, transaction }: Database, now: UnixSeconds): Promise<boolean> {
  const stores = await db.selectFrom('webhook_store').select('store_id').orderBy('store_id').execute()
  let more = false
  for (const { store_id: storeId } of stores) {
    // The oldest come first, so those behind one that stays are younger still.
    const oldest = await db
      .selectFrom('webhook_delivery')
      .select(['id', 'created_at', 'outcome'])
      .where('store_id', '=', storeId)
      .orderBy('id')
      .limit(MOST_ROWS)
      .execute()
    const ids = oldest
      .filter(({ created_at, outcome }) => outcome !== null && created_at < now - KEPT_S)
      .map(({ id }) => id)
    if (ids.length === 0) continue
    await transaction((tx) =>
      tx.deleteFrom('webhook_delivery').where('store_id', '=', storeId).where('id', 'in', ids).execute(),
    )
    more ||= ids.length === MOST_ROWS
  }
  return more
}
