import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { UnixSeconds } from '../db/schema.ts'
import type { WebhookStoreTable } from '../db/tables/webhooks.ts'
import { lastEventId, record } from './outbox.ts'
import type { Writer } from './scope.ts'

/** How long the old secret goes on signing beside a new one. */
const OVERLAP_S = 24 * 3600

type Secrets = Pick<Selectable<WebhookStoreTable>, 'secret' | 'previous_secret' | 'previous_until'>

/** Makes sure that the store can have hooks. Without `secret` it gets a random one, which nobody has seen. */
export async function openWebhooks(writer: Writer, secret = randomSecret()): Promise<void> {
  await writer.db
    .insertInto('webhook_store')
    .values({
      store_id: writer.storeId,
      position: await lastEventId(writer),
      secret,
      previous_secret: null,
      previous_until: null,
    })
    .onConflict((conflict) => conflict.column('store_id').doNothing())
    .execute()
}

/**
 * Makes a new secret of the store and answers it, this once. The one before it goes on signing too until
 * `previousUntil`.
 */
export async function createSecret(writer: Writer): Promise<{ secret: string; previousUntil: UnixSeconds }> {
  const secret = randomSecret()
  const previousUntil = writer.now + OVERLAP_S
  await openWebhooks(writer)
  await writer.db
    .updateTable('webhook_store')
    .set((expression) => ({
      secret,
      previous_secret: expression.ref('secret'),
      previous_until: previousUntil,
    }))
    .where('store_id', '=', writer.storeId)
    .execute()
  await record(writer, 'webhook.secret_created', {})
  return { secret, previousUntil }
}

/** The secrets that sign now, the newest first. */
export function signingSecrets(
  { secret, previous_secret, previous_until }: Secrets,
  now: UnixSeconds,
): string[] {
  const overlaps = previous_secret !== null && previous_until !== null && now < previous_until
  return overlaps ? [secret, previous_secret] : [secret]
}

function randomSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
