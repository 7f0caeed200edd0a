import type { Database } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'

/** How long deliveries are kept. */
const KEPT_S = 30 * 24 * 3600
const MOST_ROWS = 500

/** Removes some old deliveries of each store; answers whether there may be more. */
export async function clearSome({ db, transaction }: Database, now: UnixSeconds): Promise<boolean> {
  const stores = await db.selectFrom('webhook_store').select('store_id').orderBy('store_id').execute()
  let more = false
  for (const { store_id: storeId } of stores) {
    // The oldest come first: where one of them is too young to go, so are all after it.
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
