import type { NotNull } from 'kysely'
import type { B2bUser } from '../db/schema.ts'
import { getAccountFields } from './account-details.ts'
import { type AccountChanges, updateAccount } from './accounts.ts'
import { deleted } from './changes.ts'
import { getCompany, lockCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import { type RoleChoice, resolveRole, userRoles } from './roles.ts'
import type { Writer } from './scope.ts'
import { getSettings } from './settings.ts'
import { findCompanyUser, keyColumn, membersOf, type UserKey } from './user-records.ts'

export type UserChanges = AccountChanges & { role?: RoleChoice | undefined }

/**
 * Changes what is given and answers the user's ids. Where the store protects the only admin of a company, that one
 * stays an admin.
 *
 * @throws company_not_found, user_not_found, role_not_found, last_admin, channels_missing, email_taken,
 *   channel_not_found, extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function updateCompanyUser(
  writer: Writer,
  companyId: number,
  key: UserKey,
  changes: UserChanges,
): Promise<{ userId: number; customerId: number }> {
  const keepAdmin = await mustKeepAdmin(writer, changes)
  if (keepAdmin) await lockCompany(writer, companyId)
  const user = await lockUserOf(writer, companyId, key)
  await changeUser(writer, companyId, user, changes, { keepAdmin })
  return { userId: user.id, customerId: user.customer_id }
}

/**
 * As `updateCompanyUser`, for a user of whatever company.
 *
 * @throws user_not_found, role_not_found, last_admin, channels_missing, email_taken, channel_not_found,
 *   extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function updateUser(writer: Writer, userId: number, changes: UserChanges): Promise<void> {
  const keepAdmin = await mustKeepAdmin(writer, changes)
  if (keepAdmin) await lockCompanyOf(writer, userId)
  const user = await lockUser(writer, { userId })
    .where('company_id', 'is not', null)
    .$narrowType<{ company_id: NotNull }>()
    .executeTakeFirst()
  if (!user) return refuse({ code: 'user_not_found', userId })
  await changeUser(writer, user.company_id, user, changes, { keepAdmin })
}

/**
 * Takes a user out of their company and keeps the customer, but never the last user, nor the only admin where the
 * store protects that one.
 *
 * @throws user_not_found, last_user, last_admin
 */
export async function deleteUser(writer: Writer, userId: number): Promise<void> {
  const companyId = (await lockCompanyOf(writer, userId)) ?? refuse({ code: 'user_not_found', userId })
  const { protectLastAdmin } = await getSettings(writer)
  await remove(writer, companyId, { userId }, { keepAdmin: protectLastAdmin })
}

/**
 * Takes a user out of a company and keeps the customer, but never the last user nor the only admin.
 *
 * @throws company_not_found, user_not_found, last_user, last_admin
 */
export async function deleteUserKeepingAdmin(writer: Writer, companyId: number, key: UserKey): Promise<void> {
  await lockCompany(writer, companyId)
  await remove(writer, companyId, key, { keepAdmin: true })
}

/**
 * As `lockCompany`, for the company of a user; answers its id, or undefined for nobody's. The user is not looked for again
 * after waiting: nobody changes company, and who is gone is missed by what follows.
 */
async function lockCompanyOf({ db, storeId }: Writer, userId: number): Promise<number | undefined> {
  const locked = await db
    .updateTable('company')
    .set((expression) => ({ status: expression.ref('status') }))
    .where('store_id', '=', storeId)
    .where('id', '=', (expression) =>
      expression
        .selectFrom('b2b_user')
        .select('b2b_user.company_id')
        .where('b2b_user.store_id', '=', storeId)
        .where('b2b_user.id', '=', userId),
    )
    .returning('id')
    .executeTakeFirst()
  return locked?.id
}

/** Safe only while the company is locked. */
async function remove(
  writer: Writer,
  companyId: number,
  key: UserKey,
  { keepAdmin }: { keepAdmin: boolean },
): Promise<void> {
  const user = (await findCompanyUser(writer, companyId, key)) ?? refuse({ code: 'user_not_found', ...key })
  const another = await membersOf(writer, companyId).where('b2b_user.id', '!=', user.id).executeTakeFirst()
  if (!another) refuse({ code: 'last_user', companyId })
  if (keepAdmin) await assertNotOnlyAdmin(writer, companyId, user.id)
  const fields = await getAccountFields(writer, user)
  await writer.db
    .deleteFrom('b2b_user')
    .where('store_id', '=', writer.storeId)
    .where('id', '=', user.id)
    .execute()
  await record(writer, 'user.deleted', { userId: user.id, companyId }, deleted(fields))
}

/** Safe only while the company is locked. */
async function assertNotOnlyAdmin(writer: Writer, companyId: number, userId: number): Promise<void> {
  const admins = await membersOf(writer, companyId)
    .where('role.user_role', '=', userRoles.admin)
    .clearSelect()
    .select('b2b_user.id')
    .limit(2)
    .execute()
  if (admins.length === 1 && admins[0]?.id === userId) refuse({ code: 'last_admin', companyId })
}

/** Whether a change may take a protected admin away: then the company has to be locked before its user. */
async function mustKeepAdmin(writer: Writer, { role }: UserChanges): Promise<boolean> {
  return role !== undefined && (await getSettings(writer)).protectLastAdmin
}

async function changeUser(
  writer: Writer,
  companyId: number,
  user: B2bUser,
  { role, ...changes }: UserChanges,
  { keepAdmin }: { keepAdmin: boolean },
): Promise<void> {
  if (changes.channelIds?.length === 0) refuse({ code: 'channels_missing' })
  const resolved = role && (await resolveRole(writer, role))
  if (keepAdmin && resolved?.user_role !== userRoles.admin) {
    await assertNotOnlyAdmin(writer, companyId, user.id)
  }
  const change = await updateAccount(writer, user, { ...changes, roleId: resolved?.id })
  await record(writer, 'user.updated', { userId: user.id, companyId }, change)
}

/** A user, locked for the rest of the transaction and read as the last change left it. */
function lockUser({ db, storeId }: Writer, key: UserKey) {
  const { column, value } = keyColumn(key)
  return db
    .selectFrom('b2b_user')
    .selectAll()
    .where('store_id', '=', storeId)
    .where(column, '=', value)
    .forNoKeyUpdate()
}

async function lockUserOf(writer: Writer, companyId: number, key: UserKey): Promise<B2bUser> {
  const row = await lockUser(writer, key).where('company_id', '=', companyId).executeTakeFirst()
  if (row) return row
  await getCompany(writer, companyId)
  return refuse({ code: 'user_not_found', ...key })
}
