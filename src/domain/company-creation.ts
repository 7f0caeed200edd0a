import { randomBytes } from 'node:crypto'
import type { NewAccount } from './accounts.ts'
import { companyStatuses, createCompany, type NewCompany } from './companies.ts'
import { getCustomerGroup, tryCustomerGroup } from './customer-groups.ts'
import { getPriceList } from './price-lists.ts'
import { userRoles } from './roles.ts'
import type { Writer } from './scope.ts'
import { getSettings, type Settings } from './settings.ts'
import { createUser } from './user-creation.ts'

export interface CompanyWithAdmin extends Omit<NewCompany, 'status' | 'parentId'> {
  admin: NewAccount
}

export interface CreatedCompany {
  companyId: number
  customerId: number
  /** 0 without a group. */
  customerGroupId: number
}

/**
 * Creates a company with its first admin user and that user's customer. Group or price list 0 is none.
 *
 * @throws customer_group_not_found, price_list_not_found, channels_missing, email_taken, channel_not_found,
 *   extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function createCompanyWithAdmin(
  writer: Writer,
  { admin, ...input }: CompanyWithAdmin,
): Promise<CreatedCompany> {
  const settings = await getSettings(writer)
  if (input.priceListId) await getPriceList(writer, input.priceListId)
  const customerGroupId = await groupFor(writer, settings, input)
  const companyId = await createCompany(writer, {
    ...input,
    customerGroupId,
    priceListId: input.priceListId || undefined,
    status: companyStatuses[settings.newCompanyStatus],
  })
  const user = await createUser(writer, companyId, { ...admin, role: { userRole: userRoles.admin } })
  return { companyId, customerId: user.customer_id, customerGroupId: customerGroupId ?? 0 }
}

/** On a dependent store a new group named as the company, on an independent one the group that is asked for. */
async function groupFor(
  writer: Writer,
  { companyBehavior }: Settings,
  { name, customerGroupId }: Pick<NewCompany, 'name' | 'customerGroupId'>,
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
