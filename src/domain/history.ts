import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Tables, UnixSeconds } from '../db/schema.ts'
import type { Change, Fields } from './changes.ts'
import { refuse } from './errors.ts'
import { inBothParts } from './event-filing.ts'
import type { EventName } from './outbox.ts'
import type { Reader } from './scope.ts'

/** A moment to go back to. */
export interface Moment {
  /** The first event after it; undefined when nothing has happened since. */
  firstAfter: number | undefined
}

/** The fields of things of one kind at a moment, by their ids. */
export type Known = Map<number, Fields>

/** An event that came after the moment. */
interface Undoable extends Change {
  event: string
  /** The ids of what it is about, and other details. */
  payload: Readonly<Record<string, unknown>>
}

type Condition = (row: ExpressionBuilder<Tables, 'outbox'>) => Expression<SqlBool>

/** Which events to undo. */
interface Undoing {
  names: readonly EventName[]
  condition: Condition
  /** The name of the id in their payloads that tells what they are about. */
  key: string
}

/**
 * The end of the second `at`, with all events of that second.
 *
 * @throws history_not_kept for a time from which the event log is not whole
 */
export async function momentOf({ db, storeId }: Reader, at: UnixSeconds): Promise<Moment> {
  const { events_whole_since: since } = await db
    .selectFrom('store')
    .select('events_whole_since')
    .where('store_id', '=', storeId)
    .executeTakeFirstOrThrow()
  if (at < since) refuse({ code: 'history_not_kept', at, since })
  // The lowest id of all later events: two transactions at once may get ids in another order than their times.
  const { first } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.min('id').as('first'))
    .where('store_id', '=', storeId)
    .where('created_at', '>', at)
    .executeTakeFirstOrThrow()
  return { firstAfter: first ?? undefined }
}

/**
 * Takes `known`, as it is at present, back to a moment by undoing events since then. The caller has read the present
 * before, so that no event is missed; undoing one that came after that does no harm.
 */
export async function goBack(
  reader: Reader,
  moment: Moment,
  known: Known,
  { names, condition, key }: Undoing,
): Promise<void> {
  for (const { payload, before, after } of await listSince(reader, moment, names, condition)) {
    const id = Number(payload[key])
    if (before === null) known.delete(id)
    else if (after === null) known.set(id, before)
    else known.set(id, { ...known.get(id), ...before })
  }
}

/** The events after a moment, the last first. */
export async function listSince(
  { db, storeId }: Reader,
  { firstAfter }: Moment,
  names: readonly EventName[],
  condition: Condition,
): Promise<Undoable[]> {
  if (firstAfter === undefined) return []
  const query = db
    .selectFrom('outbox')
    .select(['id', 'event', 'payload', 'changes'])
    .where('store_id', '=', storeId)
    .where('id', '>=', firstAfter)
    .where('event', 'in', names)
    .where(condition)
  const rows = await inBothParts((filed) => query.where('filed', '=', ({ lit }) => lit(filed)).execute())
  rows.sort((a, b) => b.id - a.id)
  return rows.map(({ event, payload, changes }) => ({
    event,
    payload: JSON.parse(payload),
    ...toChange(changes),
  }))
}

/** Safe because `record` alone writes the column; it is null only in rows from before there was one. */
export function toChange(changes: string | null): Change {
  return changes === null ? { before: null, after: null } : JSON.parse(changes)
}

/** Events that carry one of these ids in a column, which has an index. */
export function about(
  column: 'company_id' | 'super_admin_id' | 'sales_staff_id',
  ids: readonly number[],
): Condition {
  return (row) => row(column, 'in', ids)
}

/** Events that have none of the indexed ids. They are few and have an index of their own. */
export const aboutNobody: Condition = (row) =>
  row.and([
    row('company_id', 'is', null),
    row('user_id', 'is', null),
    row('super_admin_id', 'is', null),
    row('sales_staff_id', 'is', null),
  ])

/** What is known, in the order of the ids. */
export function inOrder(known: Known): [number, Fields][] {
  return [...known].toSorted(([a], [b]) => a - b)
}

/** Of a company user or a super admin, from the fields that their events have. */
export function nameAndEmail(account: Fields): { name: string; email: string } {
  return { name: `${account['firstName']} ${account['lastName']}`, email: String(account['email']) }
}
