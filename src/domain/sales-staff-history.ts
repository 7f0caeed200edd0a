import { type Cursor, everything } from '../db/paging.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { refuse } from './errors.ts'
import { about, goBack, type Known, momentOf } from './history.ts'
import type { Reader } from './scope.ts'

/** A company that somebody looks after, by its id. */
export interface Assignment {
  id: number
  assignedAt: UnixSeconds
}

/**
 * The companies that somebody looks after, in the order of their ids; with `at` those at the end of that second, also
 * for somebody who has retired since.
 *
 * @throws history_not_kept, and sales_staff_not_found for nobody who works or worked for the merchant
 */
export async function listAssignmentsOf(
  reader: Reader,
  salesStaffId: number,
  at: UnixSeconds | undefined,
  { limit, after }: Cursor = everything,
): Promise<Assignment[]> {
  const moment = at === undefined ? { firstAfter: undefined } : await momentOf(reader, at)
  const { db, storeId } = reader
  const person = await db
    .selectFrom('system_user')
    .select('id')
    .where('store_id', '=', storeId)
    .where('id', '=', salesStaffId)
    .executeTakeFirst()
  if (!person) refuse({ code: 'sales_staff_not_found', salesStaffId })
  const rows = await db
    .selectFrom('sales_staff_company')
    .select(['company_id', 'assigned_at as assignedAt'])
    .where('store_id', '=', storeId)
    .where('sales_staff_id', '=', salesStaffId)
    .execute()
  const assigned: Known = new Map(rows.map(({ company_id, assignedAt }) => [company_id, { assignedAt }]))
  await goBack(reader, moment, assigned, {
    names: ['sales_staff.assigned', 'sales_staff.unassigned'],
    key: 'companyId',
    condition: about('sales_staff_id', [salesStaffId]),
  })
  return [...assigned]
    .map(([id, { assignedAt }]) => ({ id, assignedAt: Number(assignedAt) }))
    .filter(({ id }) => id > after)
    .toSorted((a, b) => a.id - b.id)
    .slice(0, limit)
}
