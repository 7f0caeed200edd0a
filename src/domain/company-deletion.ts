import type { Company } from '../db/schema.ts'
import { listAccountFields } from './account-details.ts'
import { listAddressFields } from './address-records.ts'
import { attachmentFields } from './attachments.ts'
import { changed, deleted, type Fields } from './changes.ts'
import { sealCompany } from './companies.ts'
import { listPriceListFields } from './company-price-lists.ts'
import { deleteUnusedCustomerGroup } from './customer-groups.ts'
import { companyFields } from './event-fields.ts'
import { extraFieldValues, listExtraFields } from './extra-fields.ts'
import { record, recordEach } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { getSettings } from './settings.ts'

/**
 * Deletes a company, its users, its addresses and its attachments. The customers stay, its subsidiaries become roots,
 * and on a dependent store its customer group goes too. Answers the ids of the attachments, whose files the caller
 * removes after the commit.
 *
 * @throws company_not_found
 */
export async function deleteCompany(writer: Writer, companyId: number): Promise<string[]> {
  const { db, storeId } = writer
  // Sales staff before the company, in the order in which assigning locks them, so that there is no deadlock.
  await touchSalesStaff(writer, companyId)
  const company = await sealCompany(writer, companyId)
  // Once more, for those who were given it while the company was waited for.
  await touchSalesStaff(writer, companyId)
  const fields = await fieldsOf(writer, company)
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
  await record(writer, 'company.deleted', { companyId }, deleted(fields))
  return attachmentIds
}

async function touchSalesStaff({ db, storeId, now }: Writer, companyId: number): Promise<void> {
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
}

async function fieldsOf(reader: Reader, company: Company): Promise<Fields> {
  const { id } = company
  const extraFields = (await listExtraFields(reader, 'company', [id])).get(id) ?? []
  return {
    ...companyFields(company),
    priceListAssign: await listPriceListFields(reader, id),
    extraFields: extraFieldValues(extraFields),
  }
}

/** Safe only while the company is sealed: nobody adds a user between the two statements, or takes one away. */
async function deleteUsers(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId } = writer
  const users = await db
    .selectFrom('b2b_user')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .orderBy('id')
    .execute()
  const fields = await listAccountFields(writer, users)
  await db
    .deleteFrom('b2b_user')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .execute()
  const events = [...fields].map(([userId, before]) => ({
    payload: { userId, companyId },
    change: deleted(before),
  }))
  await recordEach(writer, 'user.deleted', events)
}

/** As `deleteUsers`. */
async function deleteAddresses(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId } = writer
  const addresses = await db
    .selectFrom('address')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .orderBy('id')
    .execute()
  const fields = await listAddressFields(writer, addresses)
  await db.deleteFrom('address').where('store_id', '=', storeId).where('company_id', '=', companyId).execute()
  const events = [...fields].map(([addressId, before]) => ({
    payload: { addressId, companyId },
    change: deleted(before),
  }))
  await recordEach(writer, 'address.deleted', events)
}

async function deleteAttachments(writer: Writer, companyId: number): Promise<string[]> {
  const { db, storeId } = writer
  const rows = await db
    .deleteFrom('attachment')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returningAll()
    .execute()
  const attachments = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  await recordEach(
    writer,
    'attachment.deleted',
    attachments.map((attachment) => ({
      payload: { attachmentId: attachment.id, companyId },
      change: deleted(attachmentFields(attachment)),
    })),
  )
  return attachments.map(({ id }) => id)
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
    inOrder(released).map(({ id }) => ({
      payload: { companyId: id, parentId: null },
      change: changed({ parentId: companyId }, { parentId: null }),
    })),
  )
}

async function endSalesAssignments(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId } = writer
  const ended = await db
    .deleteFrom('sales_staff_company')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning(['sales_staff_id as id', 'assigned_at as assignedAt'])
    .execute()
  await recordEach(
    writer,
    'sales_staff.unassigned',
    inOrder(ended).map(({ id: salesStaffId, assignedAt }) => ({
      payload: { salesStaffId, companyId },
      change: deleted({ assignedAt }),
    })),
  )
}

async function endSuperAdminAssignments(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId } = writer
  const ended = await db
    .deleteFrom('super_admin_company')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning(['super_admin_id as id', 'assigned_at as assignedAt'])
    .execute()
  await recordEach(
    writer,
    'super_admin.unassigned',
    inOrder(ended).map(({ id: superAdminId, assignedAt }) => ({
      payload: { superAdminId, companyId },
      change: deleted({ assignedAt }),
    })),
  )
}

/** An engine returns rows in any order; events have one. */
function inOrder<T extends { id: number }>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => a.id - b.id)
}
