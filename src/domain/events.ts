import type { Cursor } from '../db/paging.ts'
import type { UnixSeconds } from '../db/schema.ts'
import type { Change } from './changes.ts'
import { inBothParts } from './event-filing.ts'
import { toChange } from './history.ts'
import type { Reader } from './scope.ts'

export interface EventFilter {
  type?: string | undefined
  companyId?: number | undefined
  userId?: number | undefined
  superAdminId?: number | undefined
  /** Also any other system user. */
  salesStaffId?: number | undefined
  /** Who did it, or on whose behalf: `token:3`. */
  actor?: string | undefined
  /** Time bounds include themselves. */
  from?: UnixSeconds | undefined
  to?: UnixSeconds | undefined
}

export interface LoggedEvent extends Change {
  id: number
  type: string
  createdAt: UnixSeconds
  actor: string
  onBehalfOf: string | null
  requestId: string | null
  /** The ids of what it is about, and other details of its type. */
  subject: Record<string, unknown>
}

/**
 * The events of a store in the order of their ids, up to `settled`: see `Database.settledEvents`. A caller who goes on
 * from the last id misses none.
 */
export async function listEvents(
  { db, storeId }: Reader,
  filter: EventFilter,
  { limit, after }: Cursor,
  settled: number,
): Promise<LoggedEvent[]> {
  const query = matching({ db, storeId }, filter).where('id', '>', after).orderBy('id').limit(limit)
  const rows = isBySubject(filter)
    ? await inBothParts((filed) => query.where('filed', '=', ({ lit }) => lit(filed)).execute())
    : await query.execute()
  // Filtered here: with two bounds of the id SQLite would read by ids, whatever the filter.
  return rows
    .filter(({ id }) => id <= settled)
    .toSorted((a, b) => a.id - b.id)
    .slice(0, limit)
    .map((row) => ({
      id: row.id,
      type: row.event,
      createdAt: row.created_at,
      actor: row.actor,
      onBehalfOf: row.on_behalf_of,
      requestId: row.request_id,
      subject: JSON.parse(row.payload),
      ...toChange(row.changes),
    }))
}

function matching({ db, storeId }: Pick<Reader, 'db' | 'storeId'>, filter: EventFilter) {
  const { type, companyId, userId, superAdminId, salesStaffId, actor, from, to } = filter
  let query = db.selectFrom('outbox').selectAll().where('store_id', '=', storeId)
  if (type !== undefined) query = query.where('event', '=', type)
  if (companyId !== undefined) query = query.where('company_id', '=', companyId)
  if (userId !== undefined) query = query.where('user_id', '=', userId)
  if (superAdminId !== undefined) query = query.where('super_admin_id', '=', superAdminId)
  if (salesStaffId !== undefined) query = query.where('sales_staff_id', '=', salesStaffId)
  if (actor !== undefined) {
    query = query.where((row) => row.or([row('actor', '=', actor), row('on_behalf_of', '=', actor)]))
  }
  if (from !== undefined) query = query.where('created_at', '>=', from)
  if (to !== undefined) query = query.where('created_at', '<=', to)
  return query
}

/** Whether a filter uses the indexes that hold filed events only. */
function isBySubject({ companyId, userId, superAdminId, salesStaffId }: EventFilter): boolean {
  return [companyId, userId, superAdminId, salesStaffId].some((id) => id !== undefined)
}
