import type { Database } from '../db/database.ts'
import type { DestinationPolicy } from '../domain/hook-destinations.ts'

/** Keeps the policy of the process that sends, by which hooks are checked wherever they are made. */
export async function keepPolicy({ db, transaction }: Database, policy: DestinationPolicy): Promise<void> {
  const allowed = policy.loopback ? 1 : 0
  const sender = await db.selectFrom('webhook_sender').select('allows_loopback').executeTakeFirstOrThrow()
  if (sender.allows_loopback === allowed) return
  await transaction((tx) => tx.updateTable('webhook_sender').set({ allows_loopback: allowed }).execute())
}
