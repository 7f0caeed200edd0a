import { refuse } from './errors.ts'
import { createPredefinedPermissions, type PermissionLevel, predefinedPermissions } from './permissions.ts'
import type { Reader, Writer } from './scope.ts'

/** What `role` says of a company user; every custom role says junior buyer. */
export const userRoles = { admin: 0, seniorBuyer: 1, juniorBuyer: 2 } as const
export type UserRole = (typeof userRoles)[keyof typeof userRoles]

/** A role by its id, or one of the three predefined ones. */
export type RoleChoice = { roleId: number } | { userRole: UserRole }

interface PermissionGrant {
  code: string
  level: PermissionLevel
}

/**
 * The role that was chosen.
 *
 * @throws role_not_found
 */
export async function resolveRole(
  { db, storeId }: Reader,
  choice: RoleChoice,
): Promise<{ id: number; user_role: number }> {
  const roles = db.selectFrom('role').select(['id', 'user_role']).where('store_id', '=', storeId)
  const role = await ('roleId' in choice
    ? roles.where('id', '=', choice.roleId)
    : roles.where('user_role', '=', choice.userRole).where('is_predefined', '=', 1)
  ).executeTakeFirst()
  return role ?? refuse({ code: 'role_not_found', choice })
}

/** Gives a store the vendor's permissions and its three roles. */
export async function createPredefinedRoles(writer: Writer): Promise<void> {
  const permissionIds = await createPredefinedPermissions(writer)
  for (const { name, userRole, grants } of predefinedRoles()) {
    const roleId = await insertRole(writer, name, userRole, 1)
    await grant(writer, roleId, grants, permissionIds)
  }
}

/**
 * Creates a role of the store's own and answers its id.
 *
 * @throws permission_not_found
 */
export async function createRole(
  writer: Writer,
  { name, permissions }: { name: string; permissions: readonly PermissionGrant[] },
): Promise<number> {
  const { db, storeId } = writer
  const rows = await db
    .selectFrom('permission')
    .select(['id', 'code'])
    .where('store_id', '=', storeId)
    .execute()
  const roleId = await insertRole(writer, name, userRoles.juniorBuyer, 0)
  await grant(writer, roleId, permissions, new Map(rows.map(({ id, code }) => [code, id])))
  return roleId
}

/** The id of each of the store's roles by its name. */
export async function listRoleIds({ db, storeId }: Reader): Promise<Map<string, number>> {
  const rows = await db.selectFrom('role').select(['id', 'name']).where('store_id', '=', storeId).execute()
  return new Map(rows.map(({ id, name }) => [name, id]))
}

/** Source: docs/compatibility.md, "Predefined roles". */
function predefinedRoles(): { name: string; userRole: UserRole; grants: PermissionGrant[] }[] {
  const grants = (
    levelFor: (permission: (typeof predefinedPermissions)[number]) => PermissionLevel | undefined,
  ) =>
    predefinedPermissions.flatMap((permission) => {
      const level = levelFor(permission)
      return level ? [{ code: permission.code, level }] : []
    })
  const notForBuyers = new Set(['create_user', 'update_user', 'delete_user', 'get_company_subsidiaries'])
  const juniorReads = new Set([
    'get_addresses',
    'get_address_detail',
    'get_default_shipping',
    'get_default_billing',
  ])
  return [
    { name: 'Admin', userRole: userRoles.admin, grants: grants(({ levels }) => levels.at(-1)) },
    {
      name: 'Senior Buyer',
      userRole: userRoles.seniorBuyer,
      grants: grants(({ code, levels }) =>
        notForBuyers.has(code) ? undefined : levels.includes(2) ? 2 : levels[0],
      ),
    },
    {
      name: 'Junior Buyer',
      userRole: userRoles.juniorBuyer,
      grants: grants(({ code, levels }) => {
        if (juniorReads.has(code)) return 2
        return levels.includes(1) && code !== 'checkout_with_quote' ? 1 : undefined
      }),
    },
  ]
}

async function insertRole(
  { db, storeId, now }: Writer,
  name: string,
  userRole: UserRole,
  isPredefined: 0 | 1,
): Promise<number> {
  const { id } = await db
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
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function grant(
  { db, storeId }: Writer,
  roleId: number,
  grants: readonly PermissionGrant[],
  permissionIds: ReadonlyMap<string, number>,
): Promise<void> {
  if (grants.length === 0) return
  const values = grants.map(({ code, level }) => {
    const permissionId = permissionIds.get(code) ?? refuse({ code: 'permission_not_found', permission: code })
    return { store_id: storeId, role_id: roleId, permission_id: permissionId, level }
  })
  await db.insertInto('role_permission').values(values).execute()
}
