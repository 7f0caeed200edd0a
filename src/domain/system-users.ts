import type { SystemUser } from '../db/schema.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import { record, recordEach } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

export interface NewSystemUser {
  email: string
  name: string
  phone: string
  /** The name of a system role, in any case. */
  roleName: string
  passwordHash: string | null
}

/** Gives a store the vendor's three system roles. */
export async function createPredefinedSystemRoles(writer: Writer): Promise<void> {
  const predefined = [
    { name: 'Store Owner', kind: 'owner', is_sales_staff: 0 },
    { name: 'Administrator', kind: 'administrator', is_sales_staff: 0 },
    { name: 'Sales Rep', kind: 'sales_rep', is_sales_staff: 1 },
  ] as const
  await writer.db
    .insertInto('system_role')
    .values(
      predefined.map((role) => ({ ...role, name_key: role.name.toLowerCase(), store_id: writer.storeId })),
    )
    .execute()
}

export async function createSystemRole(
  { db, storeId }: Writer,
  { name, salesStaff }: { name: string; salesStaff: boolean },
): Promise<void> {
  await db
    .insertInto('system_role')
    .values({
      store_id: storeId,
      name,
      name_key: name.toLowerCase(),
      kind: 'custom',
      is_sales_staff: salesStaff ? 1 : 0,
    })
    .execute()
}

/** Who works for the merchant, retired ones left out, in the order of their ids. */
export async function listSystemUsers({ db, storeId }: Reader) {
  return db
    .selectFrom('system_user')
    .innerJoin('system_role', (join) =>
      join
        .onRef('system_role.store_id', '=', 'system_user.store_id')
        .onRef('system_role.id', '=', 'system_user.system_role_id'),
    )
    .select(['system_user.id', 'system_user.email', 'system_user.name', 'system_user.phone'])
    .select(['system_role.name as role_name', 'system_role.is_sales_staff'])
    .where('system_user.store_id', '=', storeId)
    .where('system_user.retired_at', 'is', null)
    .orderBy('system_user.id')
    .execute()
}

/** Somebody who may sign in: not retired. */
export async function findSystemUser({ db, storeId }: Reader, email: string) {
  return db
    .selectFrom('system_user')
    .innerJoin('system_role', (join) =>
      join
        .onRef('system_role.store_id', '=', 'system_user.store_id')
        .onRef('system_role.id', '=', 'system_user.system_role_id'),
    )
    .select(['system_user.id', 'system_user.password_hash', 'system_role.kind as role_kind'])
    .where('system_user.store_id', '=', storeId)
    .where('system_user.email_key', '=', emailKey(email))
    .where('system_user.retired_at', 'is', null)
    .executeTakeFirst()
}

/** Keeps somebody from being retired until this transaction ends. False when they are already. */
export async function lockSystemUser({ db, storeId }: Writer, systemUserId: number): Promise<boolean> {
  const locked = await db
    .updateTable('system_user')
    .set((expression) => ({ name: expression.ref('name') }))
    .where('store_id', '=', storeId)
    .where('id', '=', systemUserId)
    .where('retired_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return locked !== undefined
}

/** @throws system_user_not_found */
export async function getSystemUser(reader: Reader, email: string) {
  return (await findSystemUser(reader, email)) ?? refuse({ code: 'system_user_not_found', email })
}

/** @throws system_role_not_found, email_taken */
export async function createSystemUser(writer: Writer, input: NewSystemUser): Promise<SystemUser> {
  const { db, storeId, now } = writer
  const role = await db
    .selectFrom('system_role')
    .select('id')
    .where('store_id', '=', storeId)
    .where('name_key', '=', input.roleName.toLowerCase())
    .executeTakeFirst()
  if (!role) return refuse({ code: 'system_role_not_found', name: input.roleName })
  const created = await db
    .insertInto('system_user')
    .values({
      store_id: storeId,
      system_role_id: role.id,
      email: input.email,
      email_key: emailKey(input.email),
      name: input.name,
      phone: input.phone,
      password_hash: input.passwordHash,
      created_at: now,
      updated_at: now,
      retired_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!created) return refuse({ code: 'email_taken', email: input.email, by: 'system_user' })
  await record(writer, 'system_user.created', { systemUserId: created.id })
  return created
}

/**
 * Ends somebody's work for the merchant: they cannot sign in, the tokens they signed in for stop working, and the
 * companies they looked after have them no longer.
 *
 * @throws system_user_not_found, also for one who is retired already
 */
export async function retireSystemUser(writer: Writer, systemUserId: number): Promise<void> {
  const { db, storeId, now } = writer
  const retired = await db
    .updateTable('system_user')
    .set({ retired_at: now, updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', '=', systemUserId)
    .where('retired_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!retired) refuse({ code: 'system_user_not_found', systemUserId })
  const ended = await db
    .deleteFrom('sales_staff_company')
    .where('store_id', '=', storeId)
    .where('sales_staff_id', '=', systemUserId)
    .returning('company_id')
    .execute()
  const tokens = await db
    .updateTable('token')
    .set({ revoked_at: now })
    .where('store_id', '=', storeId)
    .where('system_user_id', '=', systemUserId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  await recordEach(
    writer,
    'token.revoked',
    tokens.map(({ id }) => ({ tokenId: id })),
  )
  await recordEach(
    writer,
    'sales_staff.unassigned',
    ended.map((row) => ({ salesStaffId: systemUserId, companyId: row.company_id })),
  )
  await record(writer, 'system_user.retired', { systemUserId })
}
