import { sql } from 'kysely'
import type { Db, UnixSeconds } from '../db/schema.ts'
import { headersOf } from '../domain/hooks.ts'
import { Lane, type Target, type Waiting } from './lane.ts'

const columns = ['id', 'message_id', 'subject', 'body', 'attempts', 'failures'] as const

/** How many deliveries a lane reads at once. */
export const MOST_READ = 200
const MOST_DUE = 50

/** A lane for every hook that something waits for. */
export async function readLanes(db: Db): Promise<Lane[]> {
  const rows = await db
    .selectFrom('webhook_delivery')
    .select(({ fn }) => [
      'store_id',
      'webhook_id',
      fn.min('next_attempt_at').as('due'),
      sql<number | null>`min(case when next_attempt_at is null then id end)`.as('first'),
    ])
    .where('outcome', 'is', null)
    .groupBy(['store_id', 'webhook_id'])
    .execute()
  return Promise.all(
    rows.map(async ({ store_id: storeId, webhook_id: webhookId, due, first }) => {
      const hook = { storeId, webhookId }
      const blocked = due === null ? new Set<string>() : await readBlocked(db, hook)
      const nextDue = due ?? Number.POSITIVE_INFINITY
      return new Lane(hook, { cursor: (first ?? 1) - 1, more: first !== null, nextDue, blocked })
    }),
  )
}

async function readBlocked(
  db: Db,
  { storeId, webhookId }: Pick<Lane, 'storeId' | 'webhookId'>,
): Promise<Set<string>> {
  const rows = await waitingFor(db, { storeId, webhookId })
    .select('subject')
    .distinct()
    .where('next_attempt_at', 'is not', null)
    .execute()
  return new Set(rows.map(({ subject }) => subject))
}

/** The next first attempts of a lane. */
export async function readFirst(db: Db, lane: Lane): Promise<Waiting[]> {
  return waitingFor(db, lane)
    .select(columns)
    .where('next_attempt_at', 'is', null)
    .where('id', '>', lane.cursor)
    .orderBy('id')
    .limit(MOST_READ)
    .execute()
}

/** What is to be tried again by now, and when the rest is. */
export async function readDue(
  db: Db,
  lane: Lane,
  now: UnixSeconds,
): Promise<{ due: Waiting[]; nextDue: UnixSeconds }> {
  const due = await waitingFor(db, lane)
    .select(columns)
    .where('next_attempt_at', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('webhook_delivery as earlier')
            .select('earlier.id')
            .whereRef('earlier.store_id', '=', 'webhook_delivery.store_id')
            .whereRef('earlier.webhook_id', '=', 'webhook_delivery.webhook_id')
            .whereRef('earlier.subject', '=', 'webhook_delivery.subject')
            .whereRef('earlier.id', '<', 'webhook_delivery.id')
            .where('earlier.outcome', 'is', null),
        ),
      ),
    )
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(MOST_DUE)
    .execute()
  if (due.length === MOST_DUE) return { due, nextDue: now }
  const later = await waitingFor(db, lane)
    .select(({ fn }) => fn.min('next_attempt_at').as('at'))
    .where('next_attempt_at', '>', now)
    .executeTakeFirstOrThrow()
  return { due, nextDue: later.at ?? Number.POSITIVE_INFINITY }
}

/** What comes after a delivery of a blocked subject, apart from first attempts that the lane has yet to read. */
export async function readFollowing(
  db: Db,
  lane: Lane,
  subject: string,
  deliveryId: number,
): Promise<Waiting[]> {
  return waitingFor(db, lane)
    .select(columns)
    .where('subject', '=', subject)
    .where('id', '>', deliveryId)
    .where((where) => where.or([where('id', '<=', lane.cursor), where('next_attempt_at', 'is not', null)]))
    .orderBy('id')
    .limit(MOST_DUE)
    .execute()
}

/** Where the hook of a lane leads; undefined when it is off or gone. */
export async function readTarget(
  db: Db,
  { storeId, webhookId }: Pick<Lane, 'storeId' | 'webhookId'>,
): Promise<Target | undefined> {
  const row = await db
    .selectFrom('webhook')
    .innerJoin('webhook_store', 'webhook_store.store_id', 'webhook.store_id')
    .select(['destination', 'headers', 'secret', 'previous_secret', 'previous_until'])
    .where('webhook.store_id', '=', storeId)
    .where('webhook.id', '=', webhookId)
    .where('webhook.is_active', '=', 1)
    .executeTakeFirst()
  return row && { ...row, headers: headersOf(row) ?? {} }
}

function waitingFor(db: Db, { storeId, webhookId }: Pick<Lane, 'storeId' | 'webhookId'>) {
  return db
    .selectFrom('webhook_delivery')
    .where('store_id', '=', storeId)
    .where('webhook_id', '=', webhookId)
    .where('outcome', 'is', null)
}

/** Whether any store has a hook. */
export async function hasHooks(db: Db): Promise<boolean> {
  return (await db.selectFrom('webhook').select('id').limit(1).executeTakeFirst()) !== undefined
}
