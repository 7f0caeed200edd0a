import type { Cursor } from '../db/paging.ts'
import type { SystemRole } from '../db/schema.ts'
import { changed, created } from './changes.ts'
import { refuse } from './errors.ts'
import { systemRoleFields } from './event-fields.ts'
import { record } from './outbox.ts'
import { endAssignmentsOf } from './sales-staff-assignments.ts'
import type { Reader, Writer } from './scope.ts'
import { tally } from './tally.ts'
import { untaken } from './untaken.ts'

export interface NewSystemRole {
  name: string
  /** True makes whoever has the role a sales person. */
  salesStaff: boolean
}

/** A system role by its id, or by its name in any case. */
export type SystemRoleKey = { systemRoleId: number } | { name: string }

/** The vendor's system roles. */
export const predefinedSystemRoles = [
  { name: 'Store Owner', kind: 'owner', salesStaff: false },
  { name: 'Administrator', kind: 'administrator', salesStaff: false },
  { name: 'Sales Rep', kind: 'sales_rep', salesStaff: true },
] as const

/** Gives a store the vendor's system roles. */
export async function createPredefinedSystemRoles({ db, storeId }: Writer): Promise<void> {
  const values = predefinedSystemRoles.map(({ name, kind, salesStaff }) => ({
    store_id: storeId,
    name,
    name_key: name.toLowerCase(),
    kind,
    is_sales_staff: salesStaff ? 1 : 0,
  }))
  await db.insertInto('system_role').values(values).execute()
}

/** @throws system_role_exists for a name that is taken, in any case */
export async function createSystemRole(
  writer: Writer,
  { name, salesStaff }: NewSystemRole,
): Promise<SystemRole> {
  const role = await writer.db
    .insertInto('system_role')
    .values({
      store_id: writer.storeId,
      name,
      name_key: name.toLowerCase(),
      kind: 'custom',
      is_sales_staff: salesStaff ? 1 : 0,
    })
    .onConflict((conflict) => conflict.columns(['store_id', 'name_key']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!role) return refuse({ code: 'system_role_exists', name })
  const change = created(systemRoleFields(role))
  await record(writer, 'system_role.created', { systemRoleId: role.id }, change)
  return role
}

/** The store's system roles, in the order of their ids. */
export async function listSystemRoles(
  { db, storeId }: Reader,
  { limit, after }: Cursor,
): Promise<SystemRole[]> {
  return db
    .selectFrom('system_role')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/**
 * Changes what is given of a system role of the store's own. When it is no longer one of sales staff, those who have it
 * look after no company any more.
 *
 * @throws system_role_not_found, system_role_predefined, system_role_exists
 */
export async function updateSystemRole(
  writer: Writer,
  systemRoleId: number,
  changes: { [K in keyof NewSystemRole]?: NewSystemRole[K] | undefined },
): Promise<SystemRole> {
  const { db, storeId } = writer
  const before = await lockSystemRole(writer, { systemRoleId })
  if (before.kind !== 'custom') refuse({ code: 'system_role_predefined', systemRoleId })
  const { name = before.name, salesStaff = before.is_sales_staff === 1 } = changes
  const updated = await db
    .updateTable('system_role')
    .set({ name, name_key: name.toLowerCase(), is_sales_staff: salesStaff ? 1 : 0 })
    .where('store_id', '=', storeId)
    .where('id', '=', systemRoleId)
    .where(untaken(writer, 'system_role', systemRoleId, 'name_key', name.toLowerCase()))
    .returningAll()
    .executeTakeFirst()
  if (!updated) return refuse({ code: 'system_role_exists', name })
  if (updated.is_sales_staff !== before.is_sales_staff) {
    const holders = await touchHolders(writer, updated)
    if (holders.length > 0) await tally(writer, 'sales_staff', salesStaff ? holders.length : -holders.length)
    if (!salesStaff) await endAssignmentsOf(writer, holders)
  }
  const change = changed(systemRoleFields(before), systemRoleFields(updated))
  await record(writer, 'system_role.updated', { systemRoleId }, change)
  return updated
}

/**
 * A system role, locked for the rest of the transaction and read as the last change left it. Whoever gives it to
 * somebody takes the same lock. By an update, as `isolate` asks.
 *
 * @throws system_role_not_found
 */
export async function lockSystemRole({ db, storeId }: Writer, key: SystemRoleKey): Promise<SystemRole> {
  const all = db
    .updateTable('system_role')
    .set((expression) => ({ name: expression.ref('name') }))
    .where('store_id', '=', storeId)
  const one =
    'systemRoleId' in key
      ? all.where('id', '=', key.systemRoleId)
      : all.where('name_key', '=', key.name.toLowerCase())
  const locked = await one.returningAll().executeTakeFirst()
  return locked ?? refuse({ code: 'system_role_not_found', ...key })
}

/**
 * Updates the time and `is_selling` of everybody who has a role, which also locks them against changes of their
 * assignments. Answers their ids.
 */
async function touchHolders({ db, storeId, now }: Writer, role: SystemRole): Promise<number[]> {
  const holders = await db
    .updateTable('system_user')
    .set({ updated_at: now, is_selling: role.is_sales_staff })
    .where('store_id', '=', storeId)
    .where('system_role_id', '=', role.id)
    .where('retired_at', 'is', null)
    .returning('id')
    .execute()
  return holders.map(({ id }) => id)
}
