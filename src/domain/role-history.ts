import { aboutNobody, listSince, type Moment } from './history.ts'
import type { Reader } from './scope.ts'

/** What access depends on of a role. */
interface Role {
  name: string
  /** Of all its permissions; 0 without any. */
  highestLevel: number
}

interface Grant {
  permissionLevel: number
}

/** What each of these roles was at a moment. */
export async function rolesAt(
  reader: Reader,
  moment: Moment,
  roleIds: ReadonlySet<number>,
): Promise<Map<number, Role>> {
  const roles = await rolesNow(reader)
  const events = await listSince(
    reader,
    moment,
    ['role.created', 'role.updated', 'role.deleted', 'permission.deleted'],
    aboutNobody,
  )
  for (const { event, payload, before } of events) {
    if (before === null) continue
    if (event === 'permission.deleted') {
      for (const { roleId, permissionLevel } of grantsIn<Grant & { roleId: number }>(before['roles'])) {
        roles.get(roleId)?.permissions.push({ permissionLevel })
      }
      continue
    }
    const roleId = Number(payload['roleId'])
    const { name = '', permissions = [] } = roles.get(roleId) ?? {}
    roles.set(roleId, {
      name: before['name'] === undefined ? name : String(before['name']),
      permissions: before['permissions'] === undefined ? permissions : grantsIn(before['permissions']),
    })
  }
  const asked = [...roles].filter(([id]) => roleIds.has(id))
  return new Map(
    asked.map(([id, { name, permissions }]) => [
      id,
      { name, highestLevel: Math.max(0, ...permissions.map(({ permissionLevel }) => permissionLevel)) },
    ]),
  )
}

/** All roles of the store: it has few, and events may be about any of them. */
async function rolesNow({ db, storeId }: Reader) {
  const rows = await db.selectFrom('role').select(['id', 'name']).where('store_id', '=', storeId).execute()
  const grants = await db
    .selectFrom('role_permission')
    .select(({ fn }) => ['role_id', fn.max('level').as('permissionLevel')])
    .where('store_id', '=', storeId)
    .groupBy('role_id')
    .execute()
  const roles = new Map(
    rows.map(({ id, name }): [number, { name: string; permissions: Grant[] }] => [
      id,
      { name, permissions: [] },
    ]),
  )
  for (const { role_id, permissionLevel } of grants) roles.get(role_id)?.permissions.push({ permissionLevel })
  return roles
}

/** Safe because `record` was given it so. */
function grantsIn<T extends Grant>(value: unknown): T[] {
  return value as T[]
}
