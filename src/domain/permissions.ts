import type { Permission } from '../db/schema.ts'
import { changed, created, deleted } from './changes.ts'
import { type Refusal, refuse } from './errors.ts'
import { permissionFields } from './event-fields.ts'
import { record } from './outbox.ts'
import { levelsOf, type PermissionLevel } from './predefined-permissions.ts'
import type { Reader, Writer } from './scope.ts'
import { untaken } from './untaken.ts'

export interface NewPermission {
  name: string
  code: string
  description: string
  moduleName?: string | undefined
}

/** What a role lets its users do, and how far. */
export interface PermissionGrant {
  code: string
  level: PermissionLevel
}

/** Every permission of the store, or those with `q` in their name or code, in the order of their ids. */
export async function listPermissions({ db, storeId }: Reader, q: string | undefined): Promise<Permission[]> {
  const rows = await db
    .selectFrom('permission')
    .selectAll()
    .where('store_id', '=', storeId)
    .orderBy('id')
    .execute()
  if (q === undefined) return rows
  // Filtered here: the list has no pages, and the engines differ in how they lower the case of a code.
  const key = q.toLowerCase()
  return rows.filter(({ name_key, code }) => name_key.includes(key) || code.toLowerCase().includes(key))
}

/**
 * Creates a permission of the store's own.
 *
 * @throws permission_exists for a name that is taken, in any case, or a code
 */
export async function createPermission(writer: Writer, input: NewPermission): Promise<Permission> {
  const { db, storeId } = writer
  const permission = await db
    .insertInto('permission')
    .values({
      store_id: storeId,
      code: input.code,
      name: input.name,
      name_key: input.name.toLowerCase(),
      description: input.description,
      module_name: input.moduleName ?? '',
      is_predefined: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!permission) return refuse(await conflictOf(writer, input))
  const change = created(permissionFields(permission))
  await record(writer, 'permission.created', { permissionId: permission.id }, change)
  return permission
}

/**
 * Changes a permission of the store's own, in every role that has it; a module name that is not given stays.
 *
 * @throws permission_not_found, permission_predefined, permission_exists
 */
export async function updatePermission(
  writer: Writer,
  permissionId: number,
  input: NewPermission,
): Promise<Permission> {
  const { db, storeId } = writer
  const { name, code, description, moduleName } = input
  const before = await lockOwnPermission(writer, permissionId)
  const updated = await db
    .updateTable('permission')
    .set({
      ...{ name, name_key: name.toLowerCase(), code, description },
      ...(moduleName !== undefined && { module_name: moduleName }),
    })
    .where('store_id', '=', storeId)
    .where('id', '=', permissionId)
    .where(untaken(writer, 'permission', permissionId, 'name_key', name.toLowerCase()))
    .where(untaken(writer, 'permission', permissionId, 'code', code))
    .returningAll()
    .executeTakeFirst()
  if (!updated) return refuse(await conflictOf(writer, input, permissionId))
  const change = changed(permissionFields(before), permissionFields(updated))
  await record(writer, 'permission.updated', { permissionId }, change)
  return updated
}

/**
 * Deletes a permission of the store's own; the roles that have it lose it.
 *
 * @throws permission_not_found, permission_predefined
 */
export async function deletePermission(writer: Writer, permissionId: number): Promise<void> {
  const { db, storeId } = writer
  const permission = await lockOwnPermission(writer, permissionId)
  const granted = await db
    .deleteFrom('role_permission')
    .where('store_id', '=', storeId)
    .where('permission_id', '=', permissionId)
    .returning(['role_id as roleId', 'level as permissionLevel'])
    .execute()
  await db.deleteFrom('permission').where('store_id', '=', storeId).where('id', '=', permissionId).execute()
  const roles = granted.toSorted((a, b) => a.roleId - b.roleId)
  const change = deleted({ ...permissionFields(permission), roles })
  await record(writer, 'permission.deleted', { permissionId }, change)
}

/**
 * A permission of the store's own, locked for the rest of the transaction and read as the last change left it.
 *
 * @throws permission_not_found, permission_predefined
 */
async function lockOwnPermission(writer: Writer, permissionId: number): Promise<Permission> {
  const { db, storeId } = writer
  const locked = await db
    .selectFrom('permission')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', permissionId)
    .where('is_predefined', '=', 0)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return locked ?? refuseChange(writer, permissionId)
}

/**
 * The permissions that a role is given, in the order of `grants`.
 *
 * @throws permission_not_found, permission_level_refused, permission_repeated
 */
export async function resolveGrants(
  { db, storeId }: Reader,
  grants: readonly PermissionGrant[],
): Promise<{ permissionId: number; level: PermissionLevel }[]> {
  if (grants.length === 0) return []
  const rows = await db
    .selectFrom('permission')
    .select(['id', 'code'])
    .where('store_id', '=', storeId)
    .execute()
  const ids = new Map(rows.map(({ id, code }) => [code, id]))
  const granted = new Set<string>()
  return grants.map(({ code, level }) => {
    const permissionId = ids.get(code) ?? refuse({ code: 'permission_not_found', permission: code })
    if (!levelsOf(code).includes(level)) {
      refuse({ code: 'permission_level_refused', permission: code, level })
    }
    if (granted.has(code)) refuse({ code: 'permission_repeated', permission: code })
    granted.add(code)
    return { permissionId, level }
  })
}

/** Whether it is the name or the code that another permission has. */
async function conflictOf(
  { db, storeId }: Reader,
  { name, code }: NewPermission,
  permissionId?: number,
): Promise<Refusal> {
  const holders = await db
    .selectFrom('permission')
    .select('id')
    .where('store_id', '=', storeId)
    .where('name_key', '=', name.toLowerCase())
    .execute()
  const byName = holders.some(({ id }) => id !== permissionId)
  return byName
    ? { code: 'permission_exists', field: 'name', value: name }
    : { code: 'permission_exists', field: 'code', value: code }
}

/** Refuses to change a permission that is predefined or does not exist. */
async function refuseChange({ db, storeId }: Reader, permissionId: number): Promise<never> {
  const permission = await db
    .selectFrom('permission')
    .select('id')
    .where('store_id', '=', storeId)
    .where('id', '=', permissionId)
    .executeTakeFirst()
  if (!permission) refuse({ code: 'permission_not_found', permissionId })
  refuse({ code: 'permission_predefined', permissionId })
}
