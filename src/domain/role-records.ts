import { type Page, type Paged, paged } from '../db/paging.ts'
import type { Role } from '../db/schema.ts'
import { refuse } from './errors.ts'
import { listGrants } from './role-grants.ts'
import type { Reader } from './scope.ts'
import { contains } from './search.ts'

/** A role with what it lets its users do, in the order of the permissions' ids. */
export interface RoleRecord extends Role {
  permissions: { id: number; code: string; level: number }[]
}

/** The roles of the store, or those with `q` in their name, in the order of their ids. */
export async function listRoles(
  { db, storeId }: Reader,
  q: string | undefined,
  page: Page,
): Promise<Paged<Role>> {
  const roles = db.selectFrom('role').selectAll().where('store_id', '=', storeId)
  const found = q === undefined ? roles : roles.where(contains('name_key', q))
  return paged(found.orderBy('id'), page)
}

/** @throws role_not_found */
export async function getRole(reader: Reader, roleId: number): Promise<RoleRecord> {
  const { db, storeId } = reader
  const role = await db
    .selectFrom('role')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', roleId)
    .executeTakeFirst()
  if (!role) return refuse({ code: 'role_not_found', choice: { roleId } })
  return { ...role, permissions: await listGrants(reader, roleId) }
}
