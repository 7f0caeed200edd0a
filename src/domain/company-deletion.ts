import { lockCompany } from './companies.ts'
import { deleteUnusedCustomerGroup } from './customer-groups.ts'
import { record, recordEach } from './outbox.ts'
import type { Writer } from './scope.ts'
import { getSettings } from './settings.ts'

/**
 * Ends a company, its users, its addresses and its attachments. The customers stay, its subsidiaries become roots, and on
 * a dependent store its customer group goes too. Answers the ids of the attachments, whose files are to go when that is
 * certain.
 *
 * @throws company_not_found
 */
export async function deleteCompany(writer: Writer, companyId: number): Promise<string[]> {
  const { db, storeId } = writer
  const company = await lockCompany(writer, companyId)
  await deleteUsers(writer, companyId)
  await deleteAddresses(writer, companyId)
  const attachmentIds = await deleteAttachments(writer, companyId)
  await releaseSubsidiaries(writer, companyId)
  await endSalesAssignments(writer, companyId)
  await endSuperAdminAssignments(writer, companyId)
  await db.deleteFrom('company').where('store_id', '=', storeId).where('id', '=', companyId).execute()
  const { companyBehavior } = await getSettings(writer)
  if (companyBehavior === 'dependent' && company.customer_group_id !== null) {
    await deleteUnusedCustomerGroup(writer, company.customer_group_id)
  }
  await record(writer, 'company.deleted', { companyId })
  return attachmentIds
}

async function deleteUsers(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId } = writer
  const users = await db
    .deleteFrom('b2b_user')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning('id')
    .execute()
  await recordEach(
    writer,
    'user.deleted',
    inOrder(users).map((userId) => ({ userId, companyId })),
  )
}

async function deleteAddresses(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId } = writer
  const addresses = await db
    .deleteFrom('address')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning('id')
    .execute()
  await recordEach(
    writer,
    'address.deleted',
    inOrder(addresses).map((addressId) => ({ addressId, companyId })),
  )
}

async function deleteAttachments(writer: Writer, companyId: number): Promise<string[]> {
  const { db, storeId } = writer
  const attachments = await db
    .deleteFrom('attachment')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning('id')
    .execute()
  const attachmentIds = attachments.map(({ id }) => id).toSorted()
  await recordEach(
    writer,
    'attachment.deleted',
    attachmentIds.map((attachmentId) => ({ attachmentId, companyId })),
  )
  return attachmentIds
}

async function releaseSubsidiaries(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId, now } = writer
  const released = await db
    .updateTable('company')
    .set({ parent_id: null, updated_at: now })
    .where('store_id', '=', storeId)
    .where('parent_id', '=', companyId)
    .returning('id')
    .execute()
  await recordEach(
    writer,
    'company.parent_changed',
    inOrder(released).map((subsidiaryId) => ({ companyId: subsidiaryId, parentId: null })),
  )
}

async function endSalesAssignments(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId, now } = writer
  // The people before their assignments, as whoever changes those does, so that neither waits for the other.
  await db
    .updateTable('system_user')
    .set({ updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', 'in', (expression) =>
      expression
        .selectFrom('sales_staff_company')
        .select('sales_staff_company.sales_staff_id')
        .where('sales_staff_company.store_id', '=', storeId)
        .where('sales_staff_company.company_id', '=', companyId),
    )
    .execute()
  const ended = await db
    .deleteFrom('sales_staff_company')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning('sales_staff_id as id')
    .execute()
  await recordEach(
    writer,
    'sales_staff.unassigned',
    inOrder(ended).map((salesStaffId) => ({ salesStaffId, companyId })),
  )
}

async function endSuperAdminAssignments(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId } = writer
  const ended = await db
    .deleteFrom('super_admin_company')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning('super_admin_id as id')
    .execute()
  await recordEach(
    writer,
    'super_admin.unassigned',
    inOrder(ended).map((superAdminId) => ({ superAdminId, companyId })),
  )
}

/** An engine returns rows in any order; events have one. */
function inOrder(rows: { id: number }[]): number[] {
  return rows.map(({ id }) => id).toSorted((a, b) => a - b)
}
