import type { Company } from '../db/schema.ts'
import { changed } from './changes.ts'
import { lockCompany, type NewCompany } from './companies.ts'
import { type PriceListChoice, setPriceLists } from './company-price-lists.ts'
import { getCustomerGroup } from './customer-groups.ts'
import { refuse } from './errors.ts'
import { companyFields } from './event-fields.ts'
import { setExtraFields } from './extra-field-values.ts'
import { record } from './outbox.ts'
import { getPriceList } from './price-lists.ts'
import type { Writer } from './scope.ts'
import { getSettings } from './settings.ts'

/** What is absent stays as it is. Group or price list 0 is none; the customers behind users keep their group. */
export type CompanyChanges = {
  [K in Exclude<keyof NewCompany, 'parentId'>]?: NewCompany[K] | undefined
} & {
  /** The price list of each channel: all of them, so that one which is not named has none. */
  priceLists?: readonly PriceListChoice[] | undefined
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
  const before = await lockCompany(writer, companyId)
  if (changes.customerGroupId) await getCustomerGroup(writer, changes.customerGroupId)
  if (changes.priceListId) await getPriceList(writer, changes.priceListId)
  const after = await db
    .updateTable('company')
    .set({ ...columnsOf(changes), updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', '=', companyId)
    .returningAll()
    .executeTakeFirstOrThrow()
  const { priceLists, extraFields } = changes
  const assigned = priceLists && (await setPriceLists(writer, companyId, priceLists))
  const fields = extraFields && (await setExtraFields(writer, 'company', companyId, extraFields))
  const changesOf = (company: Company, which: 'before' | 'after') => ({
    ...companyFields(company),
    ...(assigned && { priceListAssign: assigned[which] }),
    ...(fields && { extraFields: fields[which] }),
  })
  const change = changed(changesOf(before, 'before'), changesOf(after, 'after'))
  await record(writer, 'company.updated', { companyId }, change)
  const { status } = after
  if (status !== before.status) {
    const statusChange = changed({ companyStatus: before.status }, { companyStatus: status })
    await record(writer, 'company.status_updated', { companyId, status }, statusChange)
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

/** Only the columns of what is given, so that an update never writes back what another one has changed. */
function columnsOf({ name, customerGroupId, priceListId, ...changes }: CompanyChanges) {
  const { email, phone, city, state, country, description, uuid, status } = changes
  const columns = {
    ...{ name, email, phone, city, state, country, description, uuid, status },
    search_key: name?.toLowerCase(),
    address_line1: changes.addressLine1,
    address_line2: changes.addressLine2,
    zip_code: changes.zipCode,
    customer_group_id: orNull(customerGroupId),
    price_list_id: orNull(priceListId),
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}

/** The id to keep: null for 0, undefined for what is absent. */
function orNull(id: number | undefined): number | null | undefined {
  return id === 0 ? null : id
}
