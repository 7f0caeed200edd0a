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

/**
 * The storefront account with this email: a new one, or the one there is, which takes the names and, where one is
 * given, the customer group. Answers its id.
 */
export async function upsertCustomer({ db, storeId, now }: Writer, input: NewCustomer): Promise<number> {
  const names = { first_name: input.firstName, last_name: input.lastName }
  const { id } = await db
    .insertInto('customer')
    .values({
      store_id: storeId,
      customer_group_id: input.customerGroupId ?? null,
      email: input.email,
      email_key: emailKey(input.email),
      ...names,
      phone: input.phone,
      password_hash: input.passwordHash ?? null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['store_id', 'email_key']).doUpdateSet({
        ...names,
        ...(input.customerGroupId && { customer_group_id: input.customerGroupId }),
        ...(input.passwordHash && { password_hash: input.passwordHash }),
        updated_at: now,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Moves a customer's names and email with those of the account that it is behind. */
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

/** Gives one password to every customer of the store: a sandbox wants that. */
export async function setEveryPassword({ db, storeId }: Writer, passwordHash: string): Promise<void> {
  await db
    .updateTable('customer')
    .set({ password_hash: passwordHash })
    .where('store_id', '=', storeId)
    .execute()
}
