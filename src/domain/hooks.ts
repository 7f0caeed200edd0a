import { type Cursor, type Page, type Paged, paged } from '../db/paging.ts'
import type { Webhook } from '../db/schema.ts'
import { changed, created, deleted, type Fields } from './changes.ts'
import { refuse } from './errors.ts'
import { assertAllowed, assertRoom, assertUntaken } from './hook-checks.ts'
import { openWebhooks } from './hook-secrets.ts'
import { lastEventId, record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { lockStore } from './stores.ts'

export type HookHeaders = Record<string, string>

export interface NewHook {
  scope: string
  destination: string
  isActive?: boolean | undefined
  headers?: HookHeaders | null | undefined
}

export interface HookFilter {
  isActive?: boolean | undefined
  scope?: string | undefined
  destination?: string | undefined
}

/**
 * Creates a hook, which gets the events from here on.
 *
 * @throws webhook_scope_unknown, webhook_destination_refused, webhook_header_refused, webhook_exists, webhooks_full
 */
export async function createHook(
  writer: Writer,
  { scope, destination, isActive = true, headers = null }: NewHook,
): Promise<Webhook> {
  await assertAllowed(writer, { scope, destination, headers })
  // Locked, so that two callers cannot both create the last one that fits.
  await lockStore(writer)
  await assertRoom(writer, scope)
  await openWebhooks(writer)
  const { db, storeId, now } = writer
  const after = await lastEventId(writer)
  await passOver(writer, after)
  const row = await db
    .insertInto('webhook')
    .values({
      store_id: storeId,
      scope,
      destination,
      headers: headers && JSON.stringify(headers),
      is_active: isActive ? 1 : 0,
      after_event: after,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['store_id', 'scope', 'destination']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) return refuse({ code: 'webhook_exists', scope, destination })
  await record(writer, 'webhook.created', { webhookId: row.id }, created(fieldsOf(row)))
  return row
}

/** A page of the store's hooks, in the order of their ids. */
export async function pageHooks(reader: Reader, filter: HookFilter, page: Page): Promise<Paged<Webhook>> {
  const { isActive, scope, destination } = filter
  let query = reader.db.selectFrom('webhook').selectAll().where('store_id', '=', reader.storeId)
  if (isActive !== undefined) query = query.where('is_active', '=', isActive ? 1 : 0)
  if (scope !== undefined) query = query.where('scope', '=', scope)
  if (destination !== undefined) query = query.where('destination', '=', destination)
  return paged(query.orderBy('id'), page)
}

/** The store's hooks, in the order of their ids. */
export async function listHooks({ db, storeId }: Reader, { limit, after }: Cursor): Promise<Webhook[]> {
  return db
    .selectFrom('webhook')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** @throws webhook_not_found */
export async function getHook({ db, storeId }: Reader, webhookId: number): Promise<Webhook> {
  const hook = await db
    .selectFrom('webhook')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', webhookId)
    .executeTakeFirst()
  return hook ?? refuse({ code: 'webhook_not_found', webhookId })
}

/**
 * Changes what is given. A hook that is switched on again gets the events from then on.
 *
 * @throws webhook_not_found, webhook_scope_unknown, webhook_destination_refused, webhook_header_refused,
 *   webhook_exists, webhooks_full
 */
export async function updateHook(
  writer: Writer,
  webhookId: number,
  changes: Partial<NewHook>,
): Promise<Webhook> {
  await lockStore(writer)
  const before = await getHook(writer, webhookId)
  const { scope = before.scope, destination = before.destination, headers, isActive } = changes
  await assertAllowed(writer, { scope, destination, headers })
  if (scope !== before.scope) await assertRoom(writer, scope)
  if (scope !== before.scope || destination !== before.destination)
    await assertUntaken(writer, scope, destination)
  const begins = isActive === true && before.is_active === 0
  const updated = await writer.db
    .updateTable('webhook')
    .set({
      scope,
      destination,
      ...(headers !== undefined && { headers: headers && JSON.stringify(headers) }),
      ...(isActive !== undefined && { is_active: isActive ? 1 : 0 }),
      ...(begins && { after_event: await lastEventId(writer) }),
      updated_at: writer.now,
    })
    .where('store_id', '=', writer.storeId)
    .where('id', '=', webhookId)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(writer, 'webhook.updated', { webhookId }, changed(fieldsOf(before), fieldsOf(updated)))
  return updated
}

/**
 * Deletes a hook; what still waits for it is not sent. Its deliveries are removed later, in small steps.
 *
 * @throws webhook_not_found
 */
export async function deleteHook(writer: Writer, webhookId: number): Promise<Webhook> {
  const row = await writer.db
    .deleteFrom('webhook')
    .where('store_id', '=', writer.storeId)
    .where('id', '=', webhookId)
    .returningAll()
    .executeTakeFirst()
  if (!row) return refuse({ code: 'webhook_not_found', webhookId })
  await record(writer, 'webhook.deleted', { webhookId }, deleted(fieldsOf(row)))
  return row
}

/** The headers of a hook as they were given. Safe because `createHook` and `updateHook` alone write them. */
export function headersOf({ headers }: Pick<Webhook, 'headers'>): HookHeaders | null {
  return headers === null ? null : (JSON.parse(headers) as HookHeaders)
}

/** Without the headers, which may hold credentials of the receiver. */
function fieldsOf({ scope, destination, is_active }: Webhook): Fields {
  return { scope, destination, isActive: is_active === 1 }
}

/** Skips the events from before a store's first hook, which no hook gets. */
async function passOver({ db, storeId }: Writer, eventId: number): Promise<void> {
  await db
    .updateTable('webhook_store')
    .set({ position: eventId })
    .where('store_id', '=', storeId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('webhook').select('webhook.id').where('webhook.store_id', '=', storeId))),
    )
    .execute()
}
