import type { SystemUser } from '../db/schema.ts'
import { changed, created, deleted } from './changes.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import { systemUserFields } from './event-fields.ts'
import { record } from './outbox.ts'
import { endAssignmentsOf } from './sales-staff-assignments.ts'
import type { Writer } from './scope.ts'
import { lockSystemRole, type SystemRoleKey } from './system-roles.ts'
import { getSystemUser, type SystemUserRecord } from './system-user-records.ts'
import { tally } from './tally.ts'
import { revokeTokensOf } from './tokens.ts'

export interface NewSystemUser {
  email: string
  name: string
  phone: string
  role: SystemRoleKey
  /** Without one nobody can sign in. */
  passwordHash?: string | null | undefined
}

/** What is absent stays as it is. */
export interface SystemUserChanges {
  email?: string | undefined
  name?: string | undefined
  phone?: string | undefined
  role?: SystemRoleKey | undefined
  passwordHash?: string | undefined
}

/** The kinds of system roles whose users may sign in for a token. */
const signingIn = ['owner', 'administrator'] as const

export function maySignIn(kind: string): boolean {
  return signingIn.some((one) => one === kind)
}

/** @throws system_role_not_found, email_taken */
export async function createSystemUser(writer: Writer, input: NewSystemUser): Promise<SystemUserRecord> {
  const { db, storeId, now } = writer
  const role = await lockSystemRole(writer, input.role)
  const person = await db
    .insertInto('system_user')
    .values({
      store_id: storeId,
      system_role_id: role.id,
      email: input.email,
      email_key: emailKey(input.email),
      name: input.name,
      phone: input.phone,
      password_hash: input.passwordHash ?? null,
      created_at: now,
      updated_at: now,
      retired_at: null,
      is_selling: role.is_sales_staff,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(['id', 'store_id', 'system_role_id', 'email', 'name', 'phone', 'created_at', 'updated_at'])
    .executeTakeFirst()
  if (!person) return refuse({ code: 'email_taken', email: input.email, by: 'system_user' })
  if (role.is_sales_staff) await tally(writer, 'sales_staff', 1)
  const hasPassword = typeof input.passwordHash === 'string'
  const change = created({ ...systemUserFields(person), hasPassword })
  await record(writer, 'system_user.created', { systemUserId: person.id }, change)
  return { ...person, role_name: role.name, is_sales_staff: role.is_sales_staff }
}

/**
 * Changes what is given and answers the record as it is then. Somebody whose role is no longer one of sales staff looks
 * after no company any more; one whose role may not sign in loses their tokens.
 *
 * @throws system_user_not_found, system_role_not_found, email_taken
 */
export async function updateSystemUser(
  writer: Writer,
  systemUserId: number,
  { email, name, phone, role, passwordHash }: SystemUserChanges,
): Promise<SystemUserRecord> {
  const { db, storeId, now } = writer
  // The role before the person, as in `updateSystemRole`: one order, so that there is no deadlock.
  const given = role && (await lockSystemRole(writer, role))
  const before = await lockSystemUser(writer, systemUserId)
  let query = db
    .updateTable('system_user')
    .set({
      name,
      phone,
      email,
      email_key: email && emailKey(email),
      system_role_id: given?.id,
      is_selling: given?.is_sales_staff,
      password_hash: passwordHash,
      updated_at: now,
    })
    .where('store_id', '=', storeId)
    .where('id', '=', systemUserId)
    .where('retired_at', 'is', null)
  if (email !== undefined) {
    query = query.where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('system_user as other')
            .select('other.id')
            .where('other.store_id', '=', storeId)
            .where('other.id', '!=', systemUserId)
            .where('other.email_key', '=', emailKey(email))
            .where('other.retired_at', 'is', null),
        ),
      ),
    )
  }
  const updated = await query.returning('id').executeTakeFirst()
  if (!updated) return refuse({ code: 'email_taken', email: email ?? before.email, by: 'system_user' })
  const person = await getSystemUser(writer, { systemUserId })
  if (given && given.is_sales_staff !== before.is_selling)
    await tally(writer, 'sales_staff', given.is_sales_staff ? 1 : -1)
  if (given && !given.is_sales_staff) await endAssignmentsOf(writer, [systemUserId])
  if (given && !maySignIn(given.kind)) await revokeTokensOf(writer, systemUserId)
  const change = changed(
    { ...systemUserFields(before), passwordChanged: false },
    { ...systemUserFields(person), passwordChanged: passwordHash !== undefined },
  )
  await record(writer, 'system_user.updated', { systemUserId }, change)
  return person
}

/**
 * Ends somebody's work for the merchant: they cannot sign in, the tokens they signed in for stop working, and the
 * companies they looked after have them no longer.
 *
 * @throws system_user_not_found, also for one who is retired already
 */
export async function retireSystemUser(writer: Writer, systemUserId: number): Promise<void> {
  const { db, storeId, now } = writer
  const person = await lockSystemUser(writer, systemUserId)
  await db
    .updateTable('system_user')
    .set({ retired_at: now, updated_at: now, is_selling: 0 })
    .where('store_id', '=', storeId)
    .where('id', '=', systemUserId)
    .execute()
  if (person.is_selling) await tally(writer, 'sales_staff', -1)
  await revokeTokensOf(writer, systemUserId)
  await endAssignmentsOf(writer, [systemUserId])
  await record(writer, 'system_user.retired', { systemUserId }, deleted(systemUserFields(person)))
}

/** Somebody who is not retired, locked for the rest of the transaction and read as the last change left them. */
async function lockSystemUser({ db, storeId }: Writer, systemUserId: number): Promise<SystemUser> {
  const locked = await db
    .selectFrom('system_user')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', systemUserId)
    .where('retired_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return locked ?? refuse({ code: 'system_user_not_found', systemUserId })
}

/**
 * Keeps somebody who may sign in from being retired, or given another role, until this transaction ends. False when
 * they may not any more. By an update, as `isolate` asks. The kind of a role never changes, so that it need not be read
 * again after waiting.
 */
export async function lockWhoMaySignIn({ db, storeId }: Writer, systemUserId: number): Promise<boolean> {
  const locked = await db
    .updateTable('system_user')
    .set((expression) => ({ name: expression.ref('name') }))
    .where('store_id', '=', storeId)
    .where('id', '=', systemUserId)
    .where('retired_at', 'is', null)
    .where('system_role_id', 'in', (expression) =>
      expression
        .selectFrom('system_role')
        .select('system_role.id')
        .where('system_role.store_id', '=', storeId)
        .where('system_role.kind', 'in', signingIn),
    )
    .returning('id')
    .executeTakeFirst()
  return locked !== undefined
}
