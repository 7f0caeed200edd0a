import { type Page, type Paged, paged } from '../db/paging.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { assertCompanies } from './companies.ts'
import { refuse } from './errors.ts'
import { recordEach } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

export interface SalesStaffSummary {
  id: number
  email: string
  name: string
  role_name: string
  company_count: number
}

export interface SalesStaffFilter {
  /** Keeps those who look after this company. */
  companyId?: number | undefined
  /** Keeps those who changed, or whose assignments did, at this time or later. */
  minModified?: UnixSeconds | undefined
  sortBy: 'updated_at' | 'email'
  order: 'asc' | 'desc'
}

export interface AssignmentChange {
  companyId: number
  /** True gives the company to this person, false takes it away; asking for what already is changes nothing. */
  assigned: boolean
}

export async function listSalesStaff(
  reader: Reader,
  { companyId, minModified, sortBy, order }: SalesStaffFilter,
  page: Page,
): Promise<Paged<SalesStaffSummary>> {
  const everybody = salesStaff(reader).select((expression) => [
    'system_user.id',
    'system_user.email',
    'system_user.name',
    'system_role.name as role_name',
    expression
      .selectFrom('sales_staff_company as assignment')
      .select((count) => count.fn.countAll<number>().as('count'))
      .whereRef('assignment.store_id', '=', 'system_user.store_id')
      .whereRef('assignment.sales_staff_id', '=', 'system_user.id')
      .$asScalar()
      .$notNull()
      .as('company_count'),
  ])
  const assigned =
    companyId === undefined
      ? everybody
      : everybody.where('system_user.id', 'in', (expression) =>
          expression
            .selectFrom('sales_staff_company as kept')
            .select('kept.sales_staff_id')
            .where('kept.store_id', '=', reader.storeId)
            .where('kept.company_id', '=', companyId),
        )
  const changed =
    minModified === undefined ? assigned : assigned.where('system_user.updated_at', '>=', minModified)
  const column = sortBy === 'email' ? 'system_user.email_key' : 'system_user.updated_at'
  return paged(changed.orderBy(column, order).orderBy('system_user.id', order), page)
}

/** @throws sales_staff_not_found */
export async function getSalesStaff(reader: Reader, salesStaffId: number) {
  const person = await salesStaff(reader)
    .select(['system_user.id', 'system_user.email', 'system_user.name', 'system_user.phone'])
    .where('system_user.id', '=', salesStaffId)
    .executeTakeFirst()
  return person ?? refuse({ code: 'sales_staff_not_found', salesStaffId })
}

/** The companies a sales person looks after, in the order of their ids. */
export async function listAssignedCompanies({ db, storeId }: Reader, salesStaffId: number) {
  return db
    .selectFrom('sales_staff_company as assignment')
    .innerJoin('company', (join) =>
      join
        .onRef('company.store_id', '=', 'assignment.store_id')
        .onRef('company.id', '=', 'assignment.company_id'),
    )
    .leftJoin('customer_group', (join) =>
      join
        .onRef('customer_group.store_id', '=', 'company.store_id')
        .onRef('customer_group.id', '=', 'company.customer_group_id'),
    )
    .select([
      'company.id',
      'company.name',
      'company.customer_group_id',
      'customer_group.name as customer_group_name',
      'assignment.assigned_at',
    ])
    .where('assignment.store_id', '=', storeId)
    .where('assignment.sales_staff_id', '=', salesStaffId)
    .orderBy('company.id')
    .execute()
}

/**
 * Changes which companies a sales person looks after, all or none. Companies that are not named stay as they are; of
 * one that is named twice the last change stands.
 *
 * @throws sales_staff_not_found, company_not_found
 */
export async function changeAssignments(
  writer: Writer,
  salesStaffId: number,
  changes: readonly AssignmentChange[],
): Promise<void> {
  await getSalesStaff(writer, salesStaffId)
  const wanted = new Map(changes.map(({ companyId, assigned }) => [companyId, assigned]))
  // In one order everywhere, so that two callers with the same companies cannot wait for each other.
  const companyIds = [...wanted.keys()].toSorted((a, b) => a - b)
  await assertCompanies(writer, companyIds)
  const assigned = await assign(
    writer,
    salesStaffId,
    companyIds.filter((id) => wanted.get(id)),
  )
  const ended = await unassign(
    writer,
    salesStaffId,
    companyIds.filter((id) => !wanted.get(id)),
  )
  if (assigned.length + ended.length === 0) return
  await writer.db
    .updateTable('system_user')
    .set({ updated_at: writer.now })
    .where('store_id', '=', writer.storeId)
    .where('id', '=', salesStaffId)
    .execute()
  await recordEach(
    writer,
    'sales_staff.assigned',
    assigned.map((companyId) => ({ salesStaffId, companyId })),
  )
  await recordEach(
    writer,
    'sales_staff.unassigned',
    ended.map((companyId) => ({ salesStaffId, companyId })),
  )
}

/** Answers the companies whose assignment is new. */
async function assign(
  { db, storeId, now }: Writer,
  salesStaffId: number,
  companyIds: number[],
): Promise<number[]> {
  if (companyIds.length === 0) return []
  const rows = await db
    .insertInto('sales_staff_company')
    .values(
      companyIds.map((companyId) => ({
        store_id: storeId,
        sales_staff_id: salesStaffId,
        company_id: companyId,
        assigned_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('company_id')
    .execute()
  return rows.map((row) => row.company_id)
}

/** Answers the companies that had an assignment to end. */
async function unassign(
  { db, storeId }: Writer,
  salesStaffId: number,
  companyIds: number[],
): Promise<number[]> {
  if (companyIds.length === 0) return []
  const rows = await db
    .deleteFrom('sales_staff_company')
    .where('store_id', '=', storeId)
    .where('sales_staff_id', '=', salesStaffId)
    .where('company_id', 'in', companyIds)
    .returning('company_id')
    .execute()
  return rows.map((row) => row.company_id)
}

/** System users who sell: their role is marked so, and they are not retired. */
function salesStaff({ db, storeId }: Reader) {
  return db
    .selectFrom('system_user')
    .innerJoin('system_role', (join) =>
      join
        .onRef('system_role.store_id', '=', 'system_user.store_id')
        .onRef('system_role.id', '=', 'system_user.system_role_id'),
    )
    .where('system_user.store_id', '=', storeId)
    .where('system_user.retired_at', 'is', null)
    .where('system_role.is_sales_staff', '=', 1)
}
