import { inParts } from '../db/parts.ts'
import type { Tx, UnixSeconds } from '../db/schema.ts'
import { record } from '../domain/outbox.ts'
import { byRoster } from '../domain/scope.ts'
import type { Waiting } from './lane.ts'
import type { Posted } from './post.ts'

/** Seconds from each failed attempt to the next; after the last of them the hook is switched off. */
const RETRY_DELAYS_S = [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400]

/** How many ids or rows one statement takes. */
const MOST_ROWS = 500

export interface Outcome {
  storeId: number
  webhookId: number
  delivery: Waiting
  posted: Posted
  /** When the attempt began, and when it had ended. */
  attemptedAt: UnixSeconds
  endedAt: UnixSeconds
}

export function isAccepted({ status }: Posted): boolean {
  return status !== null && status >= 200 && status < 300
}

/** When a delivery that has failed is tried again; undefined when that was the last retry. */
export function nextAttemptAt({ delivery, endedAt }: Outcome): UnixSeconds | undefined {
  const delay = RETRY_DELAYS_S[delivery.failures]
  return delay === undefined ? undefined : endedAt + delay
}

/** Keeps what came of attempts, and switches off the hooks whose last retry failed. */
export async function keepOutcomes(tx: Tx, outcomes: readonly Outcome[], now: UnixSeconds): Promise<void> {
  const byStore = Map.groupBy(outcomes, ({ storeId }) => storeId)
  for (const [storeId, own] of [...byStore].toSorted(([a], [b]) => a - b)) {
    for (const part of inParts(own, MOST_ROWS)) {
      await keepAccepted(
        tx,
        storeId,
        part.filter(({ posted }) => isAccepted(posted)),
      )
      for (const outcome of part.filter(({ posted }) => !isAccepted(posted))) {
        await keepFailed(tx, outcome, now)
      }
      await keepAttempts(tx, storeId, part)
    }
  }
}

async function keepAccepted(tx: Tx, storeId: number, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return
  const ids = outcomes.map(({ delivery }) => delivery.id)
  await tx
    .updateTable('webhook_delivery')
    .set((expression) => ({
      outcome: 'delivered',
      attempts: expression('attempts', '+', 1),
      next_attempt_at: null,
    }))
    .where('store_id', '=', storeId)
    .where('id', 'in', ids)
    .execute()
}

async function keepFailed(tx: Tx, outcome: Outcome, now: UnixSeconds): Promise<void> {
  const { storeId, webhookId, delivery } = outcome
  const next = nextAttemptAt(outcome)
  await tx
    .updateTable('webhook_delivery')
    .set({
      attempts: delivery.attempts + 1,
      failures: delivery.failures + 1,
      next_attempt_at: next ?? null,
      ...(next === undefined && { outcome: 'failed' }),
    })
    .where('store_id', '=', storeId)
    .where('id', '=', delivery.id)
    // A hook that was switched off meanwhile has nothing that waits.
    .where('outcome', 'is', null)
    .execute()
  if (next === undefined) await deactivate(tx, storeId, webhookId, now)
}

async function deactivate(tx: Tx, storeId: number, webhookId: number, now: UnixSeconds): Promise<void> {
  const deactivated = await tx
    .updateTable('webhook')
    .set({ is_active: 0, updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', '=', webhookId)
    .where('is_active', '=', 1)
    .returning('id')
    .executeTakeFirst()
  if (!deactivated) return
  const change = { before: { isActive: true }, after: { isActive: false } }
  await record({ db: tx, storeId, now, ...byRoster }, 'webhook.deactivated', { webhookId }, change)
}

async function keepAttempts(tx: Tx, storeId: number, outcomes: readonly Outcome[]): Promise<void> {
  const rows = outcomes.map(({ delivery, posted, attemptedAt }) => ({
    store_id: storeId,
    delivery_id: delivery.id,
    attempt: delivery.attempts + 1,
    attempted_at: attemptedAt,
    duration_ms: posted.durationMs,
    status: posted.status,
    response_start: posted.responseStart,
    error: posted.error,
  }))
  await tx
    .insertInto('webhook_attempt')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Cancels some of what waits for a hook that is off or gone; answers whether that was all. */
export async function cancelSome(tx: Tx, storeId: number, webhookId: number): Promise<boolean> {
  const cancelled = await tx
    .updateTable('webhook_delivery')
    .set({ outcome: 'cancelled', next_attempt_at: null })
    .where('store_id', '=', storeId)
    .where('id', 'in', (expression) =>
      expression
        .selectFrom('webhook_delivery as waiting')
        .select('waiting.id')
        .where('waiting.store_id', '=', storeId)
        .where('waiting.webhook_id', '=', webhookId)
        .where('waiting.outcome', 'is', null)
        .orderBy('waiting.subject')
        .orderBy('waiting.id')
        .limit(MOST_ROWS),
    )
    .executeTakeFirstOrThrow()
  return Number(cancelled.numUpdatedRows) < MOST_ROWS
}
