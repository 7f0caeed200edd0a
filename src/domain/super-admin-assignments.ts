import { created, deleted } from './changes.ts'
import { assertCompanies, lockCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { recordEach } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

interface Asked {
  /** True assigns, false ends the assignment; asking for what already is changes nothing. */
  assigned: boolean
}

/**
 * Changes which companies a super admin may act for, all or none. Companies that are not named stay as they are; of
 * one that is named twice the last change stands.
 *
 * @throws super_admin_not_found, company_not_found
 */
export async function changeCompaniesOfSuperAdmin(
  writer: Writer,
  superAdminId: number,
  changes: readonly (Asked & { companyId: number })[],
): Promise<void> {
  const wanted = new Map(changes.map(({ companyId, assigned }) => [companyId, assigned]))
  const begun = await assign(writer, [superAdminId], keysWith(wanted, true))
  const ended = await unassign(writer, [superAdminId], keysWith(wanted, false))
  // Afterwards: whoever is deleted between a look and the assignment would be said to have it.
  await assertSuperAdmins(writer, [superAdminId])
  // A company whose assignment changed is there; only the others have to be looked for.
  for (const { companyId } of [...begun, ...ended]) wanted.delete(companyId)
  await assertCompanies(writer, [...wanted.keys()])
}

/**
 * Changes who may act for a company, all or none. Super admins who are not named stay as they are; of one who is named
 * twice the last change stands.
 *
 * @throws super_admin_not_found, company_not_found
 */
export async function changeSuperAdminsOfCompany(
  writer: Writer,
  companyId: number,
  changes: readonly (Asked & { superAdminId: number })[],
): Promise<void> {
  const wanted = new Map(changes.map(({ superAdminId, assigned }) => [superAdminId, assigned]))
  const begun = await assign(writer, keysWith(wanted, true), [companyId])
  const ended = await unassign(writer, keysWith(wanted, false), [companyId])
  // Afterwards: a company that is deleted between a look and the assignment would be said to have them.
  await assertCompanies(writer, [companyId])
  // A super admin whose assignment changed is there; only the others have to be looked for.
  for (const { superAdminId } of [...begun, ...ended]) wanted.delete(superAdminId)
  await assertSuperAdmins(writer, [...wanted.keys()])
}

/**
 * Makes exactly these super admins those who may act for a company.
 *
 * @throws super_admin_not_found, company_not_found
 */
export async function setSuperAdminsOfCompany(
  writer: Writer,
  companyId: number,
  superAdminIds: readonly number[],
): Promise<void> {
  // Locked, so that of two callers who each name a set one set is the result.
  await lockCompany(writer, companyId)
  const assigned = await writer.db
    .selectFrom('super_admin_company')
    .select('super_admin_id')
    .where('store_id', '=', writer.storeId)
    .where('company_id', '=', companyId)
    .execute()
  const wanted = new Set(superAdminIds)
  const others = assigned.map((row) => row.super_admin_id).filter((id) => !wanted.has(id))
  await changeSuperAdminsOfCompany(writer, companyId, [
    ...[...wanted].map((superAdminId) => ({ superAdminId, assigned: true })),
    ...others.map((superAdminId) => ({ superAdminId, assigned: false })),
  ])
}

interface Pair {
  superAdminId: number
  companyId: number
}

/** Assigns each of `superAdminIds` to each of `companyIds`, and answers the pairs whose assignment begins. */
async function assign(writer: Writer, superAdminIds: number[], companyIds: number[]): Promise<Pair[]> {
  if (superAdminIds.length === 0 || companyIds.length === 0) return []
  const { db, storeId, now } = writer
  const rows = await db
    .insertInto('super_admin_company')
    .columns(['store_id', 'super_admin_id', 'company_id', 'assigned_at'])
    // From the tables: a row of values would carry four parameters, and engines limit those.
    .expression((expression) =>
      expression
        .selectFrom('b2b_user')
        .innerJoin('company', 'company.store_id', 'b2b_user.store_id')
        .select(({ val }) => [
          'b2b_user.store_id',
          'b2b_user.id as super_admin_id',
          'company.id as company_id',
          val(now).as('assigned_at'),
        ])
        .where('b2b_user.store_id', '=', storeId)
        .where('b2b_user.company_id', 'is', null)
        .where('b2b_user.id', 'in', superAdminIds)
        .where('company.id', 'in', companyIds)
        // In one order, so that two callers with the same pairs cannot deadlock.
        .orderBy('b2b_user.id')
        .orderBy('company.id'),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning(['super_admin_id as superAdminId', 'company_id as companyId'])
    .execute()
  const begun = rows.toSorted(byIds)
  const change = created({ assignedAt: now })
  await recordEach(
    writer,
    'super_admin.assigned',
    begun.map((payload) => ({ payload, change })),
  )
  return begun
}

/** Ends the assignments of each of `superAdminIds` to each of `companyIds`, and answers the pairs that had one. */
async function unassign(writer: Writer, superAdminIds: number[], companyIds: number[]): Promise<Pair[]> {
  if (superAdminIds.length === 0 || companyIds.length === 0) return []
  const rows = await writer.db
    .deleteFrom('super_admin_company')
    .where('store_id', '=', writer.storeId)
    .where('super_admin_id', 'in', superAdminIds)
    .where('company_id', 'in', companyIds)
    .returning(['super_admin_id as superAdminId', 'company_id as companyId', 'assigned_at as assignedAt'])
    .execute()
  const ended = rows.toSorted(byIds)
  await recordEach(
    writer,
    'super_admin.unassigned',
    ended.map(({ assignedAt, ...payload }) => ({ payload, change: deleted({ assignedAt }) })),
  )
  return ended
}

/** An engine returns rows in any order; events have one. */
function byIds(a: Pair, b: Pair): number {
  return a.superAdminId - b.superAdminId || a.companyId - b.companyId
}

function keysWith(wanted: ReadonlyMap<number, boolean>, assigned: boolean): number[] {
  return [...wanted].filter(([, value]) => value === assigned).map(([key]) => key)
}

/** @throws super_admin_not_found for the first of `superAdminIds` that the store does not have */
export async function assertSuperAdmins(
  { db, storeId }: Reader,
  superAdminIds: readonly number[],
): Promise<void> {
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
