import type { Db } from '../db/schema.ts'
import { refuse } from './errors.ts'
import { type DestinationPolicy, destinationProblem } from './hook-destinations.ts'
import { isScope } from './hook-scopes.ts'
import type { Writer } from './scope.ts'

/** The vendor's own limit for a store. */
const MOST_OF_SCOPE = 10

/** Headers that Roster sends itself, and those of the connection. */
const ownHeaders =
  /^(webhook-.*|host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|user-agent|proxy-.*)$/i
const headerName = /^[\w!#$%&'*+.^`|~-]{1,200}$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]{0,4096}$/

interface Asked {
  scope: string
  destination: string
  headers?: Record<string, string> | null | undefined
}

/** @throws webhook_scope_unknown, webhook_destination_refused, webhook_header_refused */
export async function assertAllowed({ db }: Writer, { scope, destination, headers }: Asked): Promise<void> {
  if (!isScope(scope)) refuse({ code: 'webhook_scope_unknown', scope })
  const reason = destinationProblem(destination, await policyOf(db))
  if (reason) refuse({ code: 'webhook_destination_refused', destination, reason })
  const wrong = Object.entries(headers ?? {}).find(
    ([name, value]) => !headerName.test(name) || ownHeaders.test(name) || !headerValue.test(value),
  )
  if (wrong) refuse({ code: 'webhook_header_refused', header: wrong[0] })
}

/**
 * Safe only while the store is locked.
 *
 * @throws webhooks_full
 */
export async function assertRoom({ db, storeId }: Writer, scope: string): Promise<void> {
  const hooks = await db
    .selectFrom('webhook')
    .select('id')
    .where('store_id', '=', storeId)
    .where('scope', '=', scope)
    .execute()
  if (hooks.length >= MOST_OF_SCOPE) refuse({ code: 'webhooks_full', scope, most: MOST_OF_SCOPE })
}

/**
 * Safe only while the store is locked.
 *
 * @throws webhook_exists
 */
export async function assertUntaken(
  { db, storeId }: Writer,
  scope: string,
  destination: string,
): Promise<void> {
  const other = await db
    .selectFrom('webhook')
    .select('id')
    .where('store_id', '=', storeId)
    .where('scope', '=', scope)
    .where('destination', '=', destination)
    .executeTakeFirst()
  if (other) refuse({ code: 'webhook_exists', scope, destination })
}

/** The policy of the process that sends, which may be another one than this. */
async function policyOf(db: Db): Promise<DestinationPolicy> {
  const sender = await db.selectFrom('webhook_sender').select('allows_loopback').executeTakeFirstOrThrow()
  return { loopback: sender.allows_loopback === 1 }
}
