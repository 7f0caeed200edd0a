import { type Page, paged } from '../db/paging.ts'
import { assertCompanies, getCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { recordEach } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

export interface AssignmentChange {
  superAdminId: number
  companyId: number
  /** True assigns, false ends the assignment; asking for what already is changes nothing. */
  assigned: boolean
}

/**
 * The companies a super admin may act for, last modified first.
 *
 * @throws super_admin_not_found
 */
export async function listCompaniesOfSuperAdmin(reader: Reader, superAdminId: number, page: Page) {
  await assertSuperAdmins(reader, [superAdminId])
  return paged(
    assignedCompanies(reader)
      .select(['company.id', 'company.name', 'company.email'])
      .where('assignment.super_admin_id', '=', superAdminId)
      .orderBy('company.updated_at', 'desc')
      .orderBy('company.id', 'desc'),
    page,
  )
}

/** The companies that have a super admin, by the time they were last modified. */
export async function listCompaniesWithSuperAdmins(
  { db, storeId }: Reader,
  order: 'asc' | 'desc',
  page: Page,
) {
  const counts = db
    .selectFrom('super_admin_company')
    .select((expression) => ['company_id', expression.fn.countAll<number>().as('super_admin_count')])
    .where('store_id', '=', storeId)
    .groupBy('company_id')
  return paged(
    db
      .selectFrom('company')
      .innerJoin(counts.as('counted'), 'counted.company_id', 'company.id')
      .selectAll('company')
      .select('counted.super_admin_count')
      .where('company.store_id', '=', storeId)
      .orderBy('company.updated_at', order)
      .orderBy('company.id', order),
    page,
  )
}

/**
 * Changes who may act for which company, all or none. Pairs that are not named stay as they are; of one that is named
 * twice the last change stands.
 *
 * @throws super_admin_not_found, company_not_found
 */
export async function changeAssignments(writer: Writer, changes: readonly AssignmentChange[]): Promise<void> {
  await assertSuperAdmins(writer, [...new Set(changes.map(({ superAdminId }) => superAdminId))])
  await assertCompanies(writer, [...new Set(changes.map(({ companyId }) => companyId))])
  const wanted = new Map(changes.map((change) => [`${change.superAdminId} ${change.companyId}`, change]))
  // In one order everywhere, so that two callers with the same pairs cannot wait for each other.
  const ordered = [...wanted.values()].toSorted(
    (a, b) => a.superAdminId - b.superAdminId || a.companyId - b.companyId,
  )
  const { db, storeId, now } = writer
  const starting = ordered.filter(({ assigned }) => assigned)
  const started =
    starting.length === 0
      ? []
      : await db
          .insertInto('super_admin_company')
          .values(
            starting.map((pair) => ({
              store_id: storeId,
              super_admin_id: pair.superAdminId,
              company_id: pair.companyId,
              assigned_at: now,
            })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .returning(['super_admin_id as superAdminId', 'company_id as companyId'])
          .execute()
  const ended = []
  for (const pair of ordered.filter(({ assigned }) => !assigned)) {
    const row = await db
      .deleteFrom('super_admin_company')
      .where('store_id', '=', storeId)
      .where('super_admin_id', '=', pair.superAdminId)
      .where('company_id', '=', pair.companyId)
      .returning(['super_admin_id as superAdminId', 'company_id as companyId'])
      .executeTakeFirst()
    if (row) ended.push(row)
  }
  await recordEach(writer, 'super_admin.assigned', started)
  await recordEach(writer, 'super_admin.unassigned', ended)
}

/**
 * As `changeAssignments`, from the side of one company that must be there even when nothing changes.
 *
 * @throws super_admin_not_found, company_not_found
 */
export async function changeSuperAdminsOfCompany(
  writer: Writer,
  companyId: number,
  changes: readonly Omit<AssignmentChange, 'companyId'>[],
): Promise<void> {
  await getCompany(writer, companyId)
  await changeAssignments(
    writer,
    changes.map((change) => ({ ...change, companyId })),
  )
}

/**
 * As `changeAssignments`, from the side of one super admin who must be there even when nothing changes.
 *
 * @throws super_admin_not_found, company_not_found
 */
export async function changeCompaniesOfSuperAdmin(
  writer: Writer,
  superAdminId: number,
  changes: readonly Omit<AssignmentChange, 'superAdminId'>[],
): Promise<void> {
  await assertSuperAdmins(writer, [superAdminId])
  await changeAssignments(
    writer,
    changes.map((change) => ({ ...change, superAdminId })),
  )
}

/** @throws super_admin_not_found for the first of `superAdminIds` that the store does not have */
async function assertSuperAdmins({ db, storeId }: Reader, superAdminIds: readonly number[]): Promise<void> {
  if (superAdminIds.length === 0) return
  const rows = await db
    .selectFrom('b2b_user')
    .select('id')
    .where('store_id', '=', storeId)
    .where('company_id', 'is', null)
    .where('id', 'in', superAdminIds)
    .execute()
  const known = new Set(rows.map(({ id }) => id))
  const missing = superAdminIds.find((id) => !known.has(id))
  if (missing !== undefined) refuse({ code: 'super_admin_not_found', superAdminId: missing })
}

function assignedCompanies({ db, storeId }: Reader) {
  return db
    .selectFrom('super_admin_company as assignment')
    .innerJoin('company', (join) =>
      join
        .onRef('company.store_id', '=', 'assignment.store_id')
        .onRef('company.id', '=', 'assignment.company_id'),
    )
    .where('assignment.store_id', '=', storeId)
}
