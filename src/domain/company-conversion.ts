import type { NewAccount } from './accounts.ts'
import { companyStatuses, createCompany, type NewCompany } from './companies.ts'
import { assertUnused, lockCustomerGroup } from './customer-groups.ts'
import { findCustomer } from './customers.ts'
import { refuse } from './errors.ts'
import { getPriceList } from './price-lists.ts'
import { userRoles } from './roles.ts'
import type { Reader, Writer } from './scope.ts'
import { getSettings } from './settings.ts'
import { createUser } from './user-creation.ts'

type Names = Pick<NewAccount, 'firstName' | 'lastName'>

export interface ConvertedCompany
  extends Omit<NewCompany, 'status' | 'parentId' | 'customerGroupId' | 'priceListId'> {
  /** Left out: the group's price list. 0 is none. */
  priceListId?: number | undefined
  /** Names that are left out are those of the customer who has the email. */
  admin: Omit<NewAccount, keyof Names> & { [N in keyof Names]?: string | undefined }
}

/**
 * Makes a company of a customer group and answers its id. Its admin is its only user; the other customers of the group
 * stay customers.
 *
 * @throws store_independent, multi_storefront_on, customer_group_not_found, customer_group_in_use,
 *   price_list_not_found, name_required, email_taken, channel_not_found, extra_field_unknown, extra_field_required,
 *   extra_field_invalid, extra_field_taken
 */
export async function convertCustomerGroup(
  writer: Writer,
  customerGroupId: number,
  { admin, ...input }: ConvertedCompany,
): Promise<number> {
  const { companyBehavior, multiStorefront, newCompanyStatus } = await getSettings(writer)
  if (companyBehavior === 'independent') refuse({ code: 'store_independent' })
  if (multiStorefront) refuse({ code: 'multi_storefront_on' })
  // Locked, so that of two callers who convert one group the second finds it in use.
  const group = await lockCustomerGroup(writer, customerGroupId)
  await assertUnused(writer, customerGroupId)
  if (input.priceListId) await getPriceList(writer, input.priceListId)
  const named = { ...admin, ...(await namesOf(writer, admin)) }
  const companyId = await createCompany(writer, {
    ...input,
    customerGroupId,
    priceListId: (input.priceListId ?? group.price_list_id) || undefined,
    status: companyStatuses[newCompanyStatus],
  })
  await createUser(writer, companyId, { ...named, role: { userRole: userRoles.admin } })
  return companyId
}

/** @throws name_required */
async function namesOf(reader: Reader, { email, ...given }: ConvertedCompany['admin']): Promise<Names> {
  const customer = await findCustomer(reader, email)
  const firstName = given.firstName ?? customer?.first_name
  const lastName = given.lastName ?? customer?.last_name
  if (!firstName) return refuse({ code: 'name_required', field: 'adminFirstName' })
  if (!lastName) return refuse({ code: 'name_required', field: 'adminLastName' })
  return { firstName, lastName }
}
