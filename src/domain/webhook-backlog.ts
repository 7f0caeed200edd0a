import type { Db, UnixSeconds } from '../db/schema.ts'

/** Counting more would take too long for what it tells. */
const MOST_COUNTED = 10_000

export interface WebhookBacklog {
  /** Seconds since the oldest event that hooks are to be told of happened; 0 when there is none. */
  outboxAge: number
  /** What waits to be delivered, or to be tried again; `MOST_COUNTED` stands for that many or more. */
  deliveries: number
}

/** How much the sender of webhooks has still to do, over all stores. */
export async function readWebhookBacklog(db: Db, now: UnixSeconds): Promise<WebhookBacklog> {
  const stores = await db
    .selectFrom('webhook_store')
    .select(({ selectFrom }) => [
      'webhook_store.store_id',
      selectFrom('outbox')
        .select('outbox.created_at')
        .whereRef('outbox.store_id', '=', 'webhook_store.store_id')
        .whereRef('outbox.id', '>', 'webhook_store.position')
        .orderBy('outbox.id')
        .limit(1)
        .as('oldest'),
    ])
    .execute()
  const { deliveries } = await db
    .selectFrom(
      db
        .selectFrom('webhook_delivery')
        .select('id')
        .where('outcome', 'is', null)
        .limit(MOST_COUNTED)
        .as('waiting'),
    )
    .select(({ fn }) => fn.countAll<number>().as('deliveries'))
    .executeTakeFirstOrThrow()
  const ages = stores.map(({ oldest }) => now - (oldest ?? now))
  return { outboxAge: Math.max(0, ...ages), deliveries: Number(deliveries) }
}
