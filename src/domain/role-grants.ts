import { inParts } from '../db/parts.ts'
import type { Fields } from './changes.ts'
import { type PermissionGrant, resolveGrants } from './permissions.ts'
import type { Reader, Writer } from './scope.ts'

/** Of one statement: a row has four parameters. */
const MOST_ROWS = 5000

/**
 * Gives a role that has none these permissions.
 *
 * @throws permission_not_found, permission_level_refused, permission_repeated
 */
export async function addGrants(
  writer: Writer,
  roleId: number,
  permissions: readonly PermissionGrant[],
): Promise<void> {
  const { db, storeId } = writer
  const grants = await resolveGrants(writer, permissions)
  for (const part of inParts(grants, MOST_ROWS)) {
    const rows = part.map(({ permissionId, level }) => ({
      store_id: storeId,
      role_id: roleId,
      permission_id: permissionId,
      level,
    }))
    await db.insertInto('role_permission').values(rows).execute()
  }
}

/** The permissions of a role, in the order of their ids. */
export async function listGrants(
  { db, storeId }: Reader,
  roleId: number,
): Promise<{ id: number; code: string; level: number }[]> {
  return db
    .selectFrom('role_permission')
    .innerJoin('permission', (join) =>
      join
        .onRef('permission.store_id', '=', 'role_permission.store_id')
        .onRef('permission.id', '=', 'role_permission.permission_id'),
    )
    .select(['permission.id', 'permission.code', 'role_permission.level'])
    .where('role_permission.store_id', '=', storeId)
    .where('role_permission.role_id', '=', roleId)
    .orderBy('permission.id')
    .execute()
}

/** What events tell of the permissions of a role. */
export async function listGrantFields(reader: Reader, roleId: number): Promise<Fields[]> {
  const grants = await listGrants(reader, roleId)
  return grants.map(({ code, level }) => ({ code, permissionLevel: level }))
}
