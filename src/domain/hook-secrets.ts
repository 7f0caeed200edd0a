import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { UnixSeconds } from '../db/schema.ts'
import type { WebhookStoreTable } from '../db/tables/webhooks.ts'
import { lastEventId, record } from './outbox.ts'
import type { Writer } from './scope.ts'

/** So long do both secrets sign after a new one is made. */
const OVERLAP_S = 24 * 3600

type Secrets = Pick<Selectable<WebhookStoreTable>, 'secret' | 'previous_secret' | 'previous_until'>

/** Makes sure that the store has what its hooks need: left out, a secret that nobody has seen. */
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
 * Makes the store's secret and answers it, this once. The one before it goes on signing beside it until
 * `previousUntil`, unix seconds.
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

/** The secrets that sign at this moment, the newest first. */
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
