import { type Cursor, everything } from '../db/paging.ts'
import type { SystemUser } from '../db/schema.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import type { Reader } from './scope.ts'

/** Who works for the merchant, with their role. */
export interface SystemUserRecord
  extends Omit<SystemUser, 'email_key' | 'password_hash' | 'retired_at' | 'is_selling'> {
  role_name: string
  is_sales_staff: number
}

/** Somebody by their id, or by their email in any case. */
export type SystemUserKey = { systemUserId: number } | { email: string }

/** Who works for the merchant, retired ones left out, in the order of their ids. */
export async function listSystemUsers(
  reader: Reader,
  { limit, after }: Cursor = everything,
): Promise<SystemUserRecord[]> {
  return records(reader).where('system_user.id', '>', after).orderBy('system_user.id').limit(limit).execute()
}

/** @throws system_user_not_found, also for one who is retired */
export async function getSystemUser(reader: Reader, key: SystemUserKey): Promise<SystemUserRecord> {
  const one =
    'systemUserId' in key
      ? records(reader).where('system_user.id', '=', key.systemUserId)
      : records(reader).where('system_user.email_key', '=', emailKey(key.email))
  return (await one.executeTakeFirst()) ?? refuse({ code: 'system_user_not_found', ...key })
}

/** What signing in needs to know of somebody who is not retired. */
export async function findSystemUser(reader: Reader, email: string) {
  return working(reader)
    .select(['system_user.id', 'system_user.password_hash', 'system_role.kind as role_kind'])
    .where('system_user.email_key', '=', emailKey(email))
    .executeTakeFirst()
}

function records(reader: Reader) {
  return working(reader)
    .select([
      'system_user.id',
      'system_user.store_id',
      'system_user.system_role_id',
      'system_user.email',
      'system_user.name',
      'system_user.phone',
      'system_user.created_at',
      'system_user.updated_at',
    ])
    .select(['system_role.name as role_name', 'system_role.is_sales_staff'])
}

function working({ db, storeId }: Reader) {
  return db
    .selectFrom('system_user')
    .innerJoin('system_role', (join) =>
      join
        .onRef('system_role.store_id', '=', 'system_user.store_id')
        .onRef('system_role.id', '=', 'system_user.system_role_id'),
    )
    .where('system_user.store_id', '=', storeId)
    .where('system_user.retired_at', 'is', null)
}
