import { createHash, randomUUID } from 'node:crypto'
import type { Insertable, Selectable } from 'kysely'
import type { Cursor } from '../db/paging.ts'
import type { UnixSeconds, WebhookDelivery } from '../db/schema.ts'
import type { WebhookAttemptTable, WebhookDeliveryTable } from '../db/tables/webhooks.ts'
import { refuse } from './errors.ts'
import type { Message } from './hook-scopes.ts'
import { getHook } from './hooks.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { getStoreById } from './stores.ts'

type Attempt = Selectable<WebhookAttemptTable>

export interface DeliveryRecord extends WebhookDelivery {
  /** In their order. */
  attempts_made: Attempt[]
}

export interface DeliveryFilter {
  outcome?: 'waiting' | 'delivered' | 'failed' | 'cancelled' | undefined
  /** Keeps those made then or later. */
  since?: UnixSeconds | undefined
}

interface Sent {
  storeId: number
  storeHash: string
  webhookId: number
  /** When it happened. */
  at: UnixSeconds
  /** Unique among all that is sent; the payload's `hash` is made of it. */
  key: string
  now: UnixSeconds
}

/** The row of a message to a hook. */
export function toDelivery(message: Message, sent: Sent): Insertable<WebhookDeliveryTable> {
  const { scope, subject, data } = message
  const producer = `stores/${sent.storeHash}`
  const hash = createHash('sha1')
    .update(`${sent.key} ${scope} ${JSON.stringify(data)}`)
    .digest('hex')
  const payload = { scope, store_id: String(sent.storeId), data, hash, created_at: sent.at, producer }
  return {
    store_id: sent.storeId,
    webhook_id: sent.webhookId,
    message_id: `msg_${randomUUID()}`,
    scope,
    subject,
    body: JSON.stringify(payload),
    attempts: 0,
    failures: 0,
    next_attempt_at: null,
    outcome: null,
    created_at: sent.now,
  }
}

/**
 * The deliveries of a hook in the order of their ids, each with its attempts.
 *
 * @throws webhook_not_found
 */
export async function listDeliveries(
  reader: Reader,
  webhookId: number,
  { outcome, since = 0 }: DeliveryFilter,
  { limit, after }: Cursor,
): Promise<DeliveryRecord[]> {
  const { db, storeId } = reader
  await getHook(reader, webhookId)
  let query = db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('webhook_id', '=', webhookId)
    .where('id', '>', after)
    .where('created_at', '>=', since)
  if (outcome === 'waiting') query = query.where('outcome', 'is', null)
  else if (outcome) query = query.where('outcome', '=', outcome)
  return withAttempts(reader, await query.orderBy('id').limit(limit).execute())
}

/**
 * Sends a delivery again, whatever its outcome, with the whole schedule of retries.
 *
 * @throws webhook_not_found, webhook_inactive, delivery_not_found
 */
export async function resendDelivery(
  writer: Writer,
  webhookId: number,
  deliveryId: number,
): Promise<DeliveryRecord> {
  await assertActive(writer, webhookId)
  const row = await writer.db
    .updateTable('webhook_delivery')
    .set(again(writer.now))
    .where('store_id', '=', writer.storeId)
    .where('webhook_id', '=', webhookId)
    .where('id', '=', deliveryId)
    .returningAll()
    .executeTakeFirst()
  if (!row) return refuse({ code: 'delivery_not_found', deliveryId })
  await record(writer, 'webhook.resent', { webhookId, deliveries: 1 })
  return withOwnAttempts(writer, row)
}

/**
 * Sends all deliveries again that were made at `since` or later and have an outcome; answers how many those are.
 *
 * @throws webhook_not_found, webhook_inactive
 */
export async function resendSince(writer: Writer, webhookId: number, since: UnixSeconds): Promise<number> {
  await assertActive(writer, webhookId)
  const { numUpdatedRows } = await writer.db
    .updateTable('webhook_delivery')
    .set(again(writer.now))
    .where('store_id', '=', writer.storeId)
    .where('webhook_id', '=', webhookId)
    .where('created_at', '>=', since)
    .where('outcome', 'is not', null)
    .executeTakeFirstOrThrow()
  const deliveries = Number(numUpdatedRows)
  await record(writer, 'webhook.resent', { webhookId, deliveries })
  return deliveries
}

/**
 * Sends a hook a message about nothing, to test whether it arrives.
 *
 * @throws webhook_not_found, webhook_inactive
 */
export async function sendTest(writer: Writer, webhookId: number): Promise<DeliveryRecord> {
  await assertActive(writer, webhookId)
  const { store_hash: storeHash } = await getStoreById(writer)
  const subject = `test:${randomUUID()}`
  const message = { scope: 'roster/webhook/test', subject, data: { webhook_id: webhookId } }
  const { storeId, now } = writer
  const row = toDelivery(message, { storeId, storeHash, webhookId, at: now, key: subject, now })
  const delivery = await writer.db
    .insertInto('webhook_delivery')
    .values({ ...row, next_attempt_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(writer, 'webhook.tested', { webhookId })
  return { ...delivery, attempts_made: [] }
}

/** With a time, by which the sender finds what no new event has announced. */
function again(now: UnixSeconds) {
  return { outcome: null, failures: 0, next_attempt_at: now }
}

async function assertActive(reader: Reader, webhookId: number): Promise<void> {
  const { is_active } = await getHook(reader, webhookId)
  if (is_active === 0) refuse({ code: 'webhook_inactive', webhookId })
}

async function withOwnAttempts(reader: Reader, row: WebhookDelivery): Promise<DeliveryRecord> {
  const [delivery = { ...row, attempts_made: [] }] = await withAttempts(reader, [row])
  return delivery
}

async function withAttempts(
  { db, storeId }: Reader,
  rows: readonly WebhookDelivery[],
): Promise<DeliveryRecord[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const attempts = await db
    .selectFrom('webhook_attempt')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('delivery_id', 'in', ids)
    .orderBy('delivery_id')
    .orderBy('attempt')
    .execute()
  const byDelivery = Map.groupBy(attempts, ({ delivery_id }) => delivery_id)
  return rows.map((row) => ({ ...row, attempts_made: byDelivery.get(row.id) ?? [] }))
}
