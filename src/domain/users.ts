import { type Page, type Paged, paged } from '../db/paging.ts'
import type { B2bUser } from '../db/schema.ts'
import {
  type AccountChanges,
  createAccount,
  type Details,
  type NewAccount,
  updateAccount,
  withDetails,
} from './accounts.ts'
import { getCompany, lockCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import { type RoleChoice, resolveRole, userRoles } from './roles.ts'
import type { Reader, Writer } from './scope.ts'

export type NewUser = NewAccount & { role: RoleChoice }
export type UserChanges = AccountChanges & { role?: RoleChoice | undefined }

/** How a caller names a user of a company. */
export type UserKey = { userId: number } | { customerId: number } | { email: string }

/** A company user, or a super admin as a company sees one, who has no role of the company. */
export interface UserRecord extends B2bUser, Details {
  user_role: number | null
  role_name: string | null
  /** The company's price list. */
  catalog_id: number | null
}

export interface UserFilter {
  /** Keeps company users with these roles; absent keeps all of them. */
  userRoles?: readonly number[] | undefined
  /** Adds the super admins who are assigned to the company. */
  superAdmins: boolean
  extraFields: boolean
}

/**
 * The people of a company, in the order of their ids.
 *
 * @throws company_not_found
 */
export async function listCompanyUsers(
  reader: Reader,
  companyId: number,
  { userRoles, superAdmins, extraFields }: UserFilter,
  page: Page,
): Promise<Paged<UserRecord>> {
  const company = await getCompany(reader, companyId)
  const query = users(reader).where((expression) => {
    const member = expression('b2b_user.company_id', '=', companyId)
    const kept = userRoles
      ? expression.and([member, expression('role.user_role', 'in', [-1, ...userRoles])])
      : member
    const assigned = expression(
      'b2b_user.id',
      'in',
      expression
        .selectFrom('super_admin_company as assignment')
        .select('assignment.super_admin_id')
        .where('assignment.store_id', '=', reader.storeId)
        .where('assignment.company_id', '=', companyId),
    )
    return superAdmins ? expression.or([kept, assigned]) : kept
  })
  const { rows, total } = await paged(query.orderBy('b2b_user.id'), page)
  const detailed = await withDetails(reader, rows, { extraFields })
  return { rows: detailed.map((row) => ({ ...row, catalog_id: company.price_list_id })), total }
}

/**
 * A company user with everything its record shows.
 *
 * @throws company_not_found, user_not_found
 */
export async function getCompanyUser(reader: Reader, companyId: number, key: UserKey): Promise<UserRecord> {
  const company = await getCompany(reader, companyId)
  const row = await findUser(reader, companyId, key)
  const [user] = await withDetails(reader, row ? [row] : [], { extraFields: true })
  return user ? { ...user, catalog_id: company.price_list_id } : refuse({ code: 'user_not_found', ...key })
}

/**
 * @throws company_not_found, role_not_found, email_taken, channel_not_found, extra_field_unknown,
 *   extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function createUser(
  writer: Writer,
  companyId: number,
  { role, ...input }: NewUser,
): Promise<B2bUser> {
  const company = await getCompany(writer, companyId)
  const roleId = await resolveRole(writer, role)
  const user = await createAccount(writer, input, {
    companyId,
    customerGroupId: company.customer_group_id,
    roleId,
  })
  await record(writer, 'user.created', { userId: user.id, companyId })
  return user
}

/**
 * Changes what is given and answers the user's ids.
 *
 * @throws company_not_found, user_not_found, role_not_found, email_taken, channel_not_found, extra_field_unknown,
 *   extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function updateUser(
  writer: Writer,
  companyId: number,
  key: UserKey,
  { role, ...changes }: UserChanges,
): Promise<{ userId: number; customerId: number }> {
  const user = await getCompanyUser(writer, companyId, key)
  const roleId = role && (await resolveRole(writer, role))
  await updateAccount(writer, user, { ...changes, roleId })
  await record(writer, 'user.updated', { userId: user.id, companyId })
  return { userId: user.id, customerId: user.customer_id }
}

/**
 * Takes a user out of a company and keeps the customer, but never the last user nor the only admin.
 *
 * @throws company_not_found, user_not_found, last_user, last_admin
 */
export async function deleteUserKeepingAdmin(writer: Writer, companyId: number, key: UserKey): Promise<void> {
  await lockCompany(writer, companyId)
  const user = (await findUser(writer, companyId, key)) ?? refuse({ code: 'user_not_found', ...key })
  const others = await users(writer)
    .where('b2b_user.company_id', '=', companyId)
    .where('b2b_user.id', '!=', user.id)
    .execute()
  if (others.length === 0) refuse({ code: 'last_user', companyId })
  const admins = others.filter((other) => other.user_role === userRoles.admin)
  if (user.user_role === userRoles.admin && admins.length === 0) refuse({ code: 'last_admin', companyId })
  await writer.db
    .deleteFrom('b2b_user')
    .where('store_id', '=', writer.storeId)
    .where('id', '=', user.id)
    .execute()
  await record(writer, 'user.deleted', { userId: user.id, companyId })
}

async function findUser(reader: Reader, companyId: number, key: UserKey) {
  const members = users(reader).where('b2b_user.company_id', '=', companyId)
  if ('userId' in key) return members.where('b2b_user.id', '=', key.userId).executeTakeFirst()
  if ('customerId' in key)
    return members.where('b2b_user.customer_id', '=', key.customerId).executeTakeFirst()
  return members.where('b2b_user.email_key', '=', key.email.toLowerCase()).executeTakeFirst()
}

function users({ db, storeId }: Reader) {
  return db
    .selectFrom('b2b_user')
    .leftJoin('role', (join) =>
      join.onRef('role.store_id', '=', 'b2b_user.store_id').onRef('role.id', '=', 'b2b_user.role_id'),
    )
    .selectAll('b2b_user')
    .select(['role.user_role', 'role.name as role_name'])
    .where('b2b_user.store_id', '=', storeId)
}
