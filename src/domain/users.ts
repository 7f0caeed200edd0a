import type { B2bUser } from '../db/schema.ts'
import { type AccountChanges, createAccount, type NewAccount, updateAccount } from './accounts.ts'
import { getCompany, lockCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import { type RoleChoice, resolveRole, userRoles } from './roles.ts'
import type { Writer } from './scope.ts'
import { getSettings } from './settings.ts'
import { findUser, getUserRow, keyColumn, membersOf, type Person, type UserKey } from './user-records.ts'

export type NewUser = NewAccount & { role: RoleChoice | undefined }
export type UserChanges = AccountChanges & { role?: RoleChoice | undefined }

/**
 * @throws company_not_found, role_missing, role_not_found, channels_missing, email_taken, channel_not_found,
 *   extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function createUser(
  writer: Writer,
  companyId: number,
  { role, ...input }: NewUser,
): Promise<Person> {
  if (!role) return refuse({ code: 'role_missing' })
  if (input.channelIds?.length === 0) refuse({ code: 'channels_missing' })
  const company = await getCompany(writer, companyId)
  const { id: roleId, user_role } = await resolveRole(writer, role)
  const user = await createAccount(writer, input, {
    companyId,
    customerGroupId: company.customer_group_id,
    roleId,
  })
  await record(writer, 'user.created', { userId: user.id, companyId })
  return { ...user, user_role }
}

/**
 * Changes what is given and answers the user's ids.
 *
 * @throws company_not_found, user_not_found, role_not_found, channels_missing, email_taken, channel_not_found,
 *   extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function updateUser(
  writer: Writer,
  companyId: number,
  key: UserKey,
  { role, ...changes }: UserChanges,
): Promise<{ userId: number; customerId: number }> {
  if (changes.channelIds?.length === 0) refuse({ code: 'channels_missing' })
  const user = await lockUser(writer, companyId, key)
  const roleId = role && (await resolveRole(writer, role)).id
  await updateAccount(writer, user, { ...changes, roleId })
  await record(writer, 'user.updated', { userId: user.id, companyId })
  return { userId: user.id, customerId: user.customer_id }
}

/**
 * Takes a user out of their company and keeps the customer, but never the last user, nor the only admin where the
 * store protects that one.
 *
 * @throws user_not_found, last_user, last_admin
 */
export async function deleteUser(writer: Writer, userId: number): Promise<void> {
  const { company_id: companyId } = await getUserRow(writer, { userId })
  const { protectLastAdmin } = await getSettings(writer)
  await remove(writer, companyId, { userId }, { keepAdmin: protectLastAdmin })
}

/**
 * Takes a user out of a company and keeps the customer, but never the last user nor the only admin.
 *
 * @throws company_not_found, user_not_found, last_user, last_admin
 */
export async function deleteUserKeepingAdmin(writer: Writer, companyId: number, key: UserKey): Promise<void> {
  await remove(writer, companyId, key, { keepAdmin: true })
}

async function remove(
  writer: Writer,
  companyId: number,
  key: UserKey,
  { keepAdmin }: { keepAdmin: boolean },
): Promise<void> {
  await lockCompany(writer, companyId)
  const user = (await findUser(writer, companyId, key)) ?? refuse({ code: 'user_not_found', ...key })
  const others = await membersOf(writer, companyId)
    .where('b2b_user.id', '!=', user.id)
    .clearSelect()
    .select((expression) => expression.fn.min('role.user_role').as('highest_role'))
    .executeTakeFirstOrThrow()
  if (others.highest_role === null) refuse({ code: 'last_user', companyId })
  if (keepAdmin && user.user_role === userRoles.admin && others.highest_role !== userRoles.admin) {
    refuse({ code: 'last_admin', companyId })
  }
  await writer.db
    .deleteFrom('b2b_user')
    .where('store_id', '=', writer.storeId)
    .where('id', '=', user.id)
    .execute()
  await record(writer, 'user.deleted', { userId: user.id, companyId })
}

/** The row as it stands after whoever else changes it, who from then on waits for this transaction to end. */
async function lockUser(writer: Writer, companyId: number, key: UserKey): Promise<B2bUser> {
  const { column, value } = keyColumn(key)
  const row = await writer.db
    .updateTable('b2b_user')
    .set({ updated_at: writer.now })
    .where('store_id', '=', writer.storeId)
    .where('company_id', '=', companyId)
    .where(column, '=', value)
    .returningAll()
    .executeTakeFirst()
  if (row) return row
  await getCompany(writer, companyId)
  return refuse({ code: 'user_not_found', ...key })
}
