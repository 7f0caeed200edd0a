import { randomBytes } from 'node:crypto'
import type { Company } from '../db/schema.ts'
import type { NewAccount } from './accounts.ts'
import { resolveChannels } from './channels.ts'
import { companyStatuses, createCompany, getCompany, lockCompany, type NewCompany } from './companies.ts'
import { deleteCustomerGroup, getCustomerGroup, getPriceList, tryCustomerGroup } from './customer-groups.ts'
import { refuse } from './errors.ts'
import { type FieldValue, setExtraFields } from './extra-fields.ts'
import { record, recordEach } from './outbox.ts'
import { userRoles } from './roles.ts'
import type { Writer } from './scope.ts'
import { getSettings, type Settings } from './settings.ts'
import { createUser } from './users.ts'

type CompanyFields = Omit<NewCompany, 'status' | 'parentId' | 'extraFields'>

export interface CompanyWithAdmin extends CompanyFields {
  extraFields?: readonly FieldValue[] | undefined
  admin: NewAccount
}

/** What is absent stays as it is. */
export type CompanyChanges = {
  [K in keyof Omit<CompanyFields, 'customerGroupId' | 'priceListId'>]?: CompanyFields[K] | undefined
} & {
  status?: number | undefined
  /** 0 takes the company out of its group; its users keep theirs. */
  customerGroupId?: number | undefined
  /** 0 takes the price list away. */
  priceListId?: number | undefined
  /** The price list of each channel: all of them, so that one which is not named has none. */
  priceLists?: readonly { channelId: number; priceListId: number }[] | undefined
  extraFields?: readonly FieldValue[] | undefined
}

export interface CreatedCompany {
  companyId: number
  customerId: number
  /** 0 without a group. */
  customerGroupId: number
}

/**
 * Creates a company with its first admin user and that user's customer.
 *
 * @throws customer_group_not_found, price_list_not_found, email_taken, channel_not_found, extra_field_unknown,
 *   extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function createCompanyWithAdmin(
  writer: Writer,
  input: CompanyWithAdmin,
): Promise<CreatedCompany> {
  const settings = await getSettings(writer)
  const { admin, ...company } = input
  if (company.priceListId) await getPriceList(writer, company.priceListId)
  const customerGroupId = await groupFor(writer, settings, company.name, company.customerGroupId)
  const companyId = await createCompany(writer, {
    ...company,
    customerGroupId,
    priceListId: company.priceListId || undefined,
    status: companyStatuses[settings.newCompanyStatus],
  })
  const user = await createUser(writer, companyId, { ...admin, role: { userRole: userRoles.admin } })
  return { companyId, customerId: user.customer_id, customerGroupId: customerGroupId ?? 0 }
}

/**
 * Changes what is given.
 *
 * @throws company_not_found, customer_group_not_found, price_list_not_found, channel_not_found, extra_field_unknown,
 *   extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function updateCompany(
  writer: Writer,
  companyId: number,
  changes: CompanyChanges,
): Promise<void> {
  const { db, storeId, now } = writer
  const company = await getCompany(writer, companyId)
  const { customerGroupId, priceListId, status } = changes
  if (customerGroupId) await getCustomerGroup(writer, customerGroupId)
  if (priceListId) await getPriceList(writer, priceListId)
  const name = changes.name ?? company.name
  await db
    .updateTable('company')
    .set({
      ...columnsOf(changes),
      name,
      search_key: name.toLowerCase(),
      status: status ?? company.status,
      ...(customerGroupId !== undefined && { customer_group_id: customerGroupId || null }),
      ...(priceListId !== undefined && { price_list_id: priceListId || null }),
      updated_at: now,
    })
    .where('store_id', '=', storeId)
    .where('id', '=', companyId)
    .execute()
  if (changes.priceLists) await setPriceLists(writer, companyId, changes.priceLists)
  if (changes.extraFields) await setExtraFields(writer, 'company', companyId, changes.extraFields)
  await record(writer, 'company.updated', { companyId })
  if (status !== undefined && status !== company.status) {
    await record(writer, 'company.status_updated', { companyId, status })
  }
}

/**
 * Gives a company another price list, or none for 0. Only on dependent stores: elsewhere each channel has its own.
 *
 * @throws company_not_found, price_list_not_found, store_independent
 */
export async function setCatalog(writer: Writer, companyId: number, priceListId: number): Promise<void> {
  const { companyBehavior } = await getSettings(writer)
  if (companyBehavior === 'independent') refuse({ code: 'store_independent' })
  await updateCompany(writer, companyId, { priceListId })
}

/**
 * Ends a company and its users. Their customers stay, its subsidiaries become roots, and on a dependent store its
 * customer group goes too.
 *
 * @throws company_not_found
 */
export async function deleteCompany(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId, now } = writer
  await lockCompany(writer, companyId)
  const company = await getCompany(writer, companyId)
  const users = await db
    .deleteFrom('b2b_user')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning('id')
    .execute()
  await db
    .updateTable('company')
    .set({ parent_id: null, updated_at: now })
    .where('store_id', '=', storeId)
    .where('parent_id', '=', companyId)
    .execute()
  await endSalesAssignments(writer, companyId)
  await db.deleteFrom('company').where('store_id', '=', storeId).where('id', '=', companyId).execute()
  await deleteOwnGroup(writer, company)
  await recordEach(
    writer,
    'user.deleted',
    users.map(({ id }) => ({ userId: id, companyId })),
  )
  await record(writer, 'company.deleted', { companyId })
}

/** A dependent store makes a group named as the company; an independent one takes the group that is asked for, if any. */
async function groupFor(
  writer: Writer,
  { companyBehavior }: Settings,
  name: string,
  customerGroupId: number | undefined,
): Promise<number | undefined> {
  if (companyBehavior === 'dependent') return createOwnGroup(writer, name)
  if (!customerGroupId) return undefined
  return (await getCustomerGroup(writer, customerGroupId)).id
}

async function createOwnGroup(writer: Writer, name: string): Promise<number> {
  const suffix = randomBytes(4).toString('hex')
  return (
    (await tryCustomerGroup(writer, { name, priceListId: null })) ??
    (await createOwnGroup(writer, `${name} ${suffix}`))
  )
}

async function deleteOwnGroup(writer: Writer, company: Company): Promise<void> {
  const { companyBehavior } = await getSettings(writer)
  if (companyBehavior === 'dependent' && company.customer_group_id !== null) {
    await deleteCustomerGroup(writer, company.customer_group_id)
  }
}

async function endSalesAssignments(writer: Writer, companyId: number): Promise<void> {
  const { db, storeId, now } = writer
  const ended = await db
    .deleteFrom('sales_staff_company')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .returning('sales_staff_id')
    .execute()
  const salesStaffIds = ended.map((row) => row.sales_staff_id)
  if (salesStaffIds.length === 0) return
  await db
    .updateTable('system_user')
    .set({ updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', 'in', salesStaffIds)
    .execute()
  await recordEach(
    writer,
    'sales_staff.unassigned',
    salesStaffIds.map((salesStaffId) => ({ salesStaffId, companyId })),
  )
}

async function setPriceLists(
  writer: Writer,
  companyId: number,
  priceLists: NonNullable<CompanyChanges['priceLists']>,
): Promise<void> {
  const { db, storeId } = writer
  await db
    .deleteFrom('company_price_list')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .execute()
  // Of two price lists for one channel the last stands.
  for (const [channelId, priceListId] of new Map(priceLists.map((one) => [one.channelId, one.priceListId]))) {
    await getPriceList(writer, priceListId)
    const channels = await resolveChannels(writer, [channelId])
    const values = channels.map((id) => ({
      store_id: storeId,
      company_id: companyId,
      channel_id: id,
      price_list_id: priceListId,
    }))
    await db.insertInto('company_price_list').values(values).execute()
  }
}

function columnsOf({ email, phone, city, state, country, description, uuid, ...changes }: CompanyChanges) {
  const columns = {
    ...{ email, phone, city, state, country, description, uuid },
    address_line1: changes.addressLine1,
    address_line2: changes.addressLine2,
    zip_code: changes.zipCode,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
