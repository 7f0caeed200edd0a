import { compiled } from '../db/compiled.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { refuse } from './errors.ts'
import type { Writer } from './scope.ts'

/** An assignment that has ended. */
export interface Ended {
  salesStaffId: number
  companyId: number
  assignedAt: UnixSeconds
}

const endedColumns = [
  'sales_staff_id as salesStaffId',
  'company_id as companyId',
  'assigned_at as assignedAt',
] as const

/** The companies that a sales person looks after, in the order of their ids. */
export async function listBook({ db, storeId }: Writer, salesStaffId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('sales_staff_company')
    .select('company_id')
    .where('store_id', '=', storeId)
    .where('sales_staff_id', '=', salesStaffId)
    .execute()
  return inOrder(rows)
}

type Person = { storeId: number; salesStaffId: number }

const lock = compiled<Person>()((db, { storeId, salesStaffId }) =>
  db
    .selectFrom('system_user')
    .select('id')
    .where('store_id', '=', storeId)
    .where('id', '=', salesStaffId)
    .where('is_selling', '=', ({ lit }) => lit(1))
    .forNoKeyUpdate(),
)

/**
 * Makes others who change or retire this person wait until this transaction ends.
 *
 * @throws sales_staff_not_found
 */
export async function lockSalesStaff({ db, storeId }: Writer, salesStaffId: number): Promise<void> {
  const locked = await lock.first(db, { storeId, salesStaffId })
  if (!locked) refuse({ code: 'sales_staff_not_found', salesStaffId })
}

const begin = compiled<Person & { now: UnixSeconds; companyIds: readonly number[] }>()(
  (db, { storeId, salesStaffId, now, companyIds }) =>
    db
      .insertInto('sales_staff_company')
      .columns(['store_id', 'sales_staff_id', 'company_id', 'assigned_at'])
      // From the companies themselves: a row of values would carry four parameters, and engines limit those.
      .expression((expression) =>
        expression
          .selectFrom('system_user')
          .innerJoin('company', 'company.store_id', 'system_user.store_id')
          .select(['system_user.store_id', 'system_user.id as sales_staff_id', 'company.id'])
          .select(({ val }) => val(now).as('assigned_at'))
          .where('system_user.store_id', '=', storeId)
          .where('system_user.id', '=', salesStaffId)
          .where('company.id', 'in', companyIds),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('company_id'),
)

/** Answers the companies whose assignment is new. Ids of no company are passed over. */
export async function assign(
  { db, storeId, now }: Writer,
  salesStaffId: number,
  companyIds: readonly number[],
): Promise<number[]> {
  if (companyIds.length === 0) return []
  return inOrder(await begin.all(db, { storeId, salesStaffId, now, companyIds }))
}

const end = compiled<Person & { companyIds: readonly number[] }>()(
  (db, { storeId, salesStaffId, companyIds }) =>
    db
      .deleteFrom('sales_staff_company')
      .where('store_id', '=', storeId)
      .where('sales_staff_id', '=', salesStaffId)
      .where('company_id', 'in', companyIds)
      .returning(endedColumns),
)

/** Answers the assignments that it has ended. */
export async function unassign(
  { db, storeId }: Writer,
  salesStaffId: number,
  companyIds: readonly number[],
): Promise<Ended[]> {
  if (companyIds.length === 0) return []
  const rows = await end.all(db, { storeId, salesStaffId, companyIds })
  return rows.toSorted(byIds)
}

/** As `unassign`, for all companies of these people. */
export async function unassignAll(
  { db, storeId }: Writer,
  salesStaffIds: readonly number[],
): Promise<Ended[]> {
  const rows = await db
    .deleteFrom('sales_staff_company')
    .where('store_id', '=', storeId)
    .where('sales_staff_id', 'in', salesStaffIds)
    .returning(endedColumns)
    .execute()
  return rows.toSorted(byIds)
}

const update = compiled<Person & { now: UnixSeconds }>()((db, { storeId, salesStaffId, now }) =>
  db
    .updateTable('system_user')
    .set({ updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', '=', salesStaffId),
)

/** Marks somebody's assignments as changed. Safe only while their row is locked. */
export async function touch({ db, storeId, now }: Writer, salesStaffId: number): Promise<void> {
  await update.later(db, { storeId, salesStaffId, now })
}

/** An engine returns rows in any order; events have one. */
function inOrder(rows: { company_id: number }[]): number[] {
  return rows.map((row) => row.company_id).toSorted((a, b) => a - b)
}

function byIds(a: Ended, b: Ended): number {
  return a.salesStaffId - b.salesStaffId || a.companyId - b.companyId
}
