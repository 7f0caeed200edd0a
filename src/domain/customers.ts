import type { Insertable } from 'kysely'
import { compiled } from '../db/compiled.ts'
import type { Tables } from '../db/schema.ts'
import { only } from './only.ts'
import type { Reader, Writer } from './scope.ts'

export interface NewCustomer {
  email: string
  firstName: string
  lastName: string
  phone: string
  customerGroupId?: number | null | undefined
  passwordHash?: string | undefined
}

/** Emails are compared without regard to case, and kept as written. */
export function emailKey(email: string): string {
  return email.toLowerCase()
}

/** The storefront account with this email. */
export async function findCustomer({ db, storeId }: Reader, email: string) {
  return db
    .selectFrom('customer')
    .select(['id', 'first_name', 'last_name'])
    .where('store_id', '=', storeId)
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst()
}

const upsert = compiled<{ rows: readonly Omit<Insertable<Tables['customer']>, 'id'>[] }>()((db, { rows }) =>
  db
    .insertInto('customer')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['store_id', 'email_key']).doUpdateSet(({ ref, fn }) => ({
        first_name: ref('excluded.first_name'),
        last_name: ref('excluded.last_name'),
        customer_group_id: fn.coalesce('excluded.customer_group_id', 'customer.customer_group_id'),
        password_hash: fn.coalesce('excluded.password_hash', 'customer.password_hash'),
        updated_at: ref('excluded.updated_at'),
      })),
    )
    .returning(['id', 'email_key']),
)

/**
 * Creates the storefront account with this email, or gives the existing one these names and, where one is given, this
 * customer group. Answers its id.
 */
export async function upsertCustomer(writer: Writer, input: NewCustomer): Promise<number> {
  return only(await upsertCustomers(writer, [input]))
}

/** As `upsertCustomer`, for several emails, all different. Answers the ids in the order of `inputs`. */
export async function upsertCustomers(
  { db, storeId, now }: Writer,
  inputs: readonly NewCustomer[],
): Promise<number[]> {
  const rows = inputs.map((input) => ({
    store_id: storeId,
    customer_group_id: input.customerGroupId ?? null,
    email: input.email,
    email_key: emailKey(input.email),
    first_name: input.firstName,
    last_name: input.lastName,
    phone: input.phone,
    password_hash: input.passwordHash ?? null,
    created_at: now,
    updated_at: now,
  }))
  const customers = await upsert.all(db, { rows })
  const ids = new Map(customers.map(({ id, email_key }) => [email_key, id]))
  return rows.flatMap(({ email_key }) => ids.get(email_key) ?? [])
}

/** Keeps a customer's names and email the same as those of the account in front of it. */
export async function updateCustomer(
  { db, storeId, now }: Writer,
  customerId: number,
  changes: { email?: string | undefined; firstName?: string | undefined; lastName?: string | undefined },
): Promise<void> {
  const { email, firstName, lastName } = changes
  await db
    .updateTable('customer')
    .set({
      ...(email !== undefined && { email, email_key: emailKey(email) }),
      ...(firstName !== undefined && { first_name: firstName }),
      ...(lastName !== undefined && { last_name: lastName }),
      updated_at: now,
    })
    .where('store_id', '=', storeId)
    .where('id', '=', customerId)
    .execute()
}

/** Gives one password to every customer of the store, as a sandbox needs it. */
export async function setEveryPassword({ db, storeId }: Writer, passwordHash: string): Promise<void> {
  await db
    .updateTable('customer')
    .set({ password_hash: passwordHash })
    .where('store_id', '=', storeId)
    .execute()
}
