import type { Insertable } from 'kysely'
import { inParts } from '../db/parts.ts'
import type { Db, Tx, UnixSeconds, Webhook } from '../db/schema.ts'
import type { WebhookDeliveryTable } from '../db/tables/webhooks.ts'
import { toDelivery } from '../domain/deliveries.ts'
import { covers, isVendorScope, messagesOf } from '../domain/hook-scopes.ts'
import { getSettings } from '../domain/settings.ts'
import type { Waiting } from './lane.ts'

/** Read at once. */
const MOST_EVENTS = 500
/** Of one statement: a delivery has a dozen parameters. */
const MOST_ROWS = 1000

type Planned = Waiting & { store_id: number; webhook_id: number }

/** A hook that events of its own were recorded about; without an id, all hooks of the store. */
export interface Touched {
  storeId: number
  webhookId: number | undefined
}

export interface Plan {
  deliveries: Planned[]
  touched: Touched[]
  /** Whether there were more events than are read at once. */
  more: boolean
}

interface Event {
  id: number
  event: string
  payload: string
  created_at: UnixSeconds
}

/** Whether there are events that no deliveries are made of yet. */
export async function hasNews(db: Db): Promise<boolean> {
  return (await listStoresWithNews(db, Number.MAX_SAFE_INTEGER)).length > 0
}

/** The stores with such events up to one. */
async function listStoresWithNews(db: Db, settled: number): Promise<StoreWithNews[]> {
  return db
    .selectFrom('webhook_store')
    .innerJoin('store', 'store.store_id', 'webhook_store.store_id')
    .select(['webhook_store.store_id', 'webhook_store.position', 'store.store_hash'])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('outbox')
          .select('outbox.id')
          .whereRef('outbox.store_id', '=', 'webhook_store.store_id')
          .whereRef('outbox.id', '>', 'webhook_store.position')
          .where('outbox.id', '<=', settled),
      ),
    )
    .orderBy('webhook_store.store_id')
    .execute()
}

interface StoreWithNews {
  store_id: number
  position: number
  store_hash: string
}

/** Makes the deliveries of the next events, one for each message and hook that asked for it. */
export async function makeDeliveries(tx: Tx, settled: number, now: UnixSeconds): Promise<Plan> {
  const plan: Plan = { deliveries: [], touched: [], more: false }
  let left = MOST_EVENTS
  for (const store of await listStoresWithNews(tx, settled)) {
    if (left === 0) return { ...plan, more: true }
    const events = await readEvents(tx, store, settled, left)
    left -= events.length
    const last = events.at(-1)
    if (!last) continue
    plan.touched.push(...touchedBy(store.store_id, events))
    plan.deliveries.push(...(await insert(tx, await deliveriesOf(tx, store, events, now))))
    await tx
      .updateTable('webhook_store')
      .set({ position: last.id })
      .where('store_id', '=', store.store_id)
      .execute()
  }
  return { ...plan, more: left === 0 }
}

async function readEvents(
  db: Db,
  { store_id, position }: StoreWithNews,
  settled: number,
  limit: number,
): Promise<Event[]> {
  return db
    .selectFrom('outbox')
    .select(['id', 'event', 'payload', 'created_at'])
    .where('store_id', '=', store_id)
    .where('id', '>', position)
    .where('id', '<=', settled)
    .orderBy('id')
    .limit(limit)
    .execute()
}

async function deliveriesOf(
  tx: Tx,
  { store_id: storeId, store_hash: storeHash }: StoreWithNews,
  events: readonly Event[],
  now: UnixSeconds,
): Promise<Insertable<WebhookDeliveryTable>[]> {
  const hooks = await listActiveHooks(tx, storeId)
  if (hooks.length === 0) return []
  const { strictWebhooks } = await getSettings({ db: tx, storeId, now })
  return events.flatMap((event) =>
    messagesOf(event.event, event.payload)
      .filter(({ scope }) => !strictWebhooks || (isVendorScope(scope) && !isOfBulk(event)))
      .flatMap((message) =>
        hooks
          .filter((hook) => hook.after_event < event.id && covers(hook.scope, message.scope))
          .map(({ id: webhookId }) => {
            const key = `event:${event.id}`
            return toDelivery(message, { storeId, storeHash, webhookId, at: event.created_at, key, now })
          }),
      ),
  )
}

async function listActiveHooks(db: Db, storeId: number): Promise<Webhook[]> {
  return db
    .selectFrom('webhook')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('is_active', '=', 1)
    .orderBy('id')
    .execute()
}

/** Answers the rows in the order of their ids, which is the order they are given in. */
async function insert(tx: Tx, rows: Insertable<WebhookDeliveryTable>[]): Promise<Planned[]> {
  const inserted: Planned[] = []
  for (const part of inParts(rows, MOST_ROWS)) {
    const made = await tx
      .insertInto('webhook_delivery')
      .values(part)
      .returning(['id', 'store_id', 'webhook_id', 'message_id', 'subject', 'body', 'attempts', 'failures'])
      .execute()
    inserted.push(...made.toSorted((a, b) => a.id - b.id))
  }
  return inserted
}

function isOfBulk({ payload }: Event): boolean {
  return 'bulk' in JSON.parse(payload)
}

function touchedBy(storeId: number, events: readonly Event[]): Touched[] {
  return events
    .filter(({ event }) => event.startsWith('webhook.'))
    .map(({ payload }) => {
      // Safe because events of hooks carry this id, but for the one about the secret of them all.
      const { webhookId } = JSON.parse(payload) as { webhookId?: number }
      return { storeId, webhookId }
    })
}
