import { type SqlBool, sql } from 'kysely'
import type { Tables } from '../db/schema.ts'
import type { Writer } from './scope.ts'

/** The condition of an update: no other row of the store has the value that one is given. */
export function untaken<T extends 'customer_group' | 'permission' | 'role' | 'system_role'>(
  { storeId }: Writer,
  table: T,
  id: number,
  column: keyof Tables[T] & string,
  value: string,
) {
  return sql<SqlBool>`not exists (
    select 1 from ${sql.table(table)} as other
    where other.store_id = ${storeId} and other.id <> ${id} and ${sql.ref(`other.${column}`)} = ${value}
  )`
}
