import { compiled } from '../db/compiled.ts'
import type { Role } from '../db/schema.ts'
import { changed, created, deleted } from './changes.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import type { PermissionGrant } from './permissions.ts'
import { addGrants, listGrantFields } from './role-grants.ts'
import type { Reader, Writer } from './scope.ts'
import { untaken } from './untaken.ts'

/** The values of `user_role`; every custom role has that of a junior buyer. */
export const userRoles = { admin: 0, seniorBuyer: 1, juniorBuyer: 2 } as const
export type UserRole = (typeof userRoles)[keyof typeof userRoles]

/** A role by its id, or one of the three predefined ones. */
export type RoleChoice = { roleId: number } | { userRole: UserRole }

export interface NewRole {
  name: string
  permissions: readonly PermissionGrant[]
}

const byChoice = compiled<{ storeId: number } & RoleChoice>()((db, { storeId, ...choice }) => {
  const roles = db.selectFrom('role').select(['id', 'user_role']).where('store_id', '=', storeId)
  return 'roleId' in choice
    ? roles.where('id', '=', choice.roleId)
    : roles.where('user_role', '=', choice.userRole).where('is_predefined', '=', 1)
})

/**
 * The role that was chosen.
 *
 * @throws role_not_found
 */
export async function resolveRole(
  { db, storeId }: Reader,
  choice: RoleChoice,
): Promise<{ id: number; user_role: number }> {
  const role = await byChoice.first(db, { storeId, ...choice })
  return role ?? refuse({ code: 'role_not_found', choice })
}

/**
 * Creates a role of the store's own and answers its id.
 *
 * @throws role_exists for a name that is taken, in any case; permission_not_found, permission_level_refused,
 *   permission_repeated
 */
export async function createRole(writer: Writer, input: NewRole): Promise<number> {
  const roleId = await insertRole(writer, input, { userRole: userRoles.juniorBuyer, isPredefined: 0 })
  const permissions = await listGrantFields(writer, roleId)
  await record(writer, 'role.created', { roleId }, created({ name: input.name, permissions }))
  return roleId
}

/**
 * Gives a role of the store's own another name and other permissions: those that are not named it loses.
 *
 * @throws role_not_found, role_predefined, role_exists, permission_not_found, permission_level_refused,
 *   permission_repeated
 */
export async function updateRole(
  writer: Writer,
  roleId: number,
  { name, permissions }: NewRole,
): Promise<void> {
  const { db, storeId, now } = writer
  // Locked before its permissions are read.
  const before = await lockOwnRole(writer, roleId)
  const updated = await db
    .updateTable('role')
    .set({ name, name_key: name.toLowerCase(), updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', '=', roleId)
    .where(untaken(writer, 'role', roleId, 'name_key', name.toLowerCase()))
    .returning('id')
    .executeTakeFirst()
  if (!updated) return refuse({ code: 'role_exists', name })
  const had = await listGrantFields(writer, roleId)
  await db
    .deleteFrom('role_permission')
    .where('store_id', '=', storeId)
    .where('role_id', '=', roleId)
    .execute()
  await addGrants(writer, roleId, permissions)
  const change = changed(
    { name: before.name, permissions: had },
    { name, permissions: await listGrantFields(writer, roleId) },
  )
  await record(writer, 'role.updated', { roleId }, change)
}

/**
 * Deletes a role of the store's own that no user has.
 *
 * @throws role_not_found, role_predefined, role_in_use
 */
export async function deleteRole(writer: Writer, roleId: number): Promise<void> {
  const { db, storeId } = writer
  const { name } = await lockOwnRole(writer, roleId)
  const permissions = await listGrantFields(writer, roleId)
  // A user who is given the role at the same moment fails by the foreign key, or makes this fail.
  const gone = await db
    .deleteFrom('role')
    .where('store_id', '=', storeId)
    .where('id', '=', roleId)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('b2b_user')
            .select('b2b_user.id')
            .where('b2b_user.store_id', '=', storeId)
            .where('b2b_user.role_id', '=', roleId),
        ),
      ),
    )
    .returning('id')
    .executeTakeFirst()
  if (!gone) refuse({ code: 'role_in_use', roleId })
  await record(writer, 'role.deleted', { roleId }, deleted({ name, permissions }))
}

/** The id of each of the store's roles by its name. */
export async function listRoleIds({ db, storeId }: Reader): Promise<Map<string, number>> {
  const rows = await db.selectFrom('role').select(['id', 'name']).where('store_id', '=', storeId).execute()
  return new Map(rows.map(({ id, name }) => [name, id]))
}

/**
 * Creates a predefined or custom role and answers its id.
 *
 * @throws role_exists, permission_not_found, permission_level_refused, permission_repeated
 */
export async function insertRole(
  writer: Writer,
  { name, permissions }: NewRole,
  { userRole, isPredefined }: { userRole: UserRole; isPredefined: 0 | 1 },
): Promise<number> {
  const { db, storeId, now } = writer
  const inserted = await db
    .insertInto('role')
    .values({
      store_id: storeId,
      name,
      name_key: name.toLowerCase(),
      user_role: userRole,
      is_predefined: isPredefined,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['store_id', 'name_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return refuse({ code: 'role_exists', name })
  await addGrants(writer, inserted.id, permissions)
  return inserted.id
}

/**
 * A role of the store's own, locked for the rest of the transaction and read as the last change left it.
 *
 * @throws role_not_found, role_predefined
 */
async function lockOwnRole(writer: Writer, roleId: number): Promise<Role> {
  const { db, storeId } = writer
  const locked = await db
    .selectFrom('role')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', roleId)
    .where('is_predefined', '=', 0)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return locked ?? refuseChange(writer, roleId)
}

/** Refuses to change a role that is predefined or does not exist. */
async function refuseChange({ db, storeId }: Reader, roleId: number): Promise<never> {
  const role = await db
    .selectFrom('role')
    .select('id')
    .where('store_id', '=', storeId)
    .where('id', '=', roleId)
    .executeTakeFirst()
  return refuse(role ? { code: 'role_predefined', roleId } : { code: 'role_not_found', choice: { roleId } })
}
