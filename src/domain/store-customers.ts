import type { Cursor } from '../db/paging.ts'
import type { Customer } from '../db/schema.ts'
import { changed, created } from './changes.ts'
import { getCustomerGroup } from './customer-groups.ts'
import { emailKey, type NewCustomer } from './customers.ts'
import { refuse } from './errors.ts'
import { customerFields } from './event-fields.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

/** A customer as the store sees them. */
export interface StoreCustomer extends Omit<Customer, 'email_key' | 'password_hash'> {
  /** The company user or super admin that the customer is behind. */
  user_id: number | null
}

/** What is absent stays as it is; a group of null is none. */
export type CustomerChanges = { [K in keyof NewCustomer]?: NewCustomer[K] | undefined }

/** The store's customers, or the one with an email in any case, in the order of their ids. */
export async function listCustomers(
  reader: Reader,
  { email }: { email?: string | undefined },
  { limit, after }: Cursor,
): Promise<StoreCustomer[]> {
  const all = customers(reader).where('customer.id', '>', after)
  const some = email === undefined ? all : all.where('customer.email_key', '=', emailKey(email))
  return some.orderBy('customer.id').limit(limit).execute()
}

/** @throws customer_not_found */
export async function getCustomer(reader: Reader, customerId: number): Promise<StoreCustomer> {
  const customer = await customers(reader).where('customer.id', '=', customerId).executeTakeFirst()
  return customer ?? refuse({ code: 'customer_not_found', customerId })
}

/**
 * Creates a customer who is nobody's user.
 *
 * @throws email_taken, customer_group_not_found
 */
export async function createCustomer(writer: Writer, input: NewCustomer): Promise<StoreCustomer> {
  const { db, storeId, now } = writer
  const { email, customerGroupId = null } = input
  if (customerGroupId !== null) await getCustomerGroup(writer, customerGroupId)
  // The unique constraint decides, because two requests may race for one email.
  const inserted = await db
    .insertInto('customer')
    .values({
      store_id: storeId,
      customer_group_id: customerGroupId,
      email,
      email_key: emailKey(email),
      first_name: input.firstName,
      last_name: input.lastName,
      phone: input.phone,
      password_hash: input.passwordHash ?? null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['store_id', 'email_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return refuse({ code: 'email_taken', email, by: 'customer' })
  const customer = await getCustomer(writer, inserted.id)
  const change = created({ ...customerFields(customer), hasPassword: input.passwordHash !== undefined })
  await record(writer, 'customer.created', { customerId: customer.id }, change)
  return customer
}

/**
 * Changes what is given and answers the record as it is then. The email of a customer behind an account is that of the
 * account, and changes there.
 *
 * @throws customer_not_found, customer_email_bound, email_taken, customer_group_not_found
 */
export async function updateStoreCustomer(
  writer: Writer,
  customerId: number,
  { email, firstName, lastName, phone, customerGroupId, passwordHash }: CustomerChanges,
): Promise<StoreCustomer> {
  const { db, storeId, now } = writer
  // Locked before the account is looked for, because another request may be creating one for this customer.
  await lockCustomer(writer, customerId)
  const before = await getCustomer(writer, customerId)
  if (email !== undefined && email !== before.email) await assertEmailFree(writer, before, email)
  if (customerGroupId !== undefined && customerGroupId !== null) {
    await getCustomerGroup(writer, customerGroupId)
  }
  await db
    .updateTable('customer')
    .set({
      email,
      email_key: email && emailKey(email),
      first_name: firstName,
      last_name: lastName,
      phone,
      customer_group_id: customerGroupId,
      password_hash: passwordHash,
      updated_at: now,
    })
    .where('store_id', '=', storeId)
    .where('id', '=', customerId)
    .execute()
  const after = await getCustomer(writer, customerId)
  const change = changed(
    { ...customerFields(before), passwordChanged: false },
    { ...customerFields(after), passwordChanged: passwordHash !== undefined },
  )
  await record(writer, 'customer.updated', { customerId }, change)
  return after
}

/** @throws customer_not_found */
async function lockCustomer({ db, storeId }: Writer, customerId: number): Promise<void> {
  const locked = await db
    .selectFrom('customer')
    .select('id')
    .where('store_id', '=', storeId)
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!locked) refuse({ code: 'customer_not_found', customerId })
}

/** @throws customer_email_bound, email_taken */
async function assertEmailFree(
  { db, storeId }: Reader,
  { id: customerId, user_id: userId }: StoreCustomer,
  email: string,
): Promise<void> {
  if (userId !== null) refuse({ code: 'customer_email_bound', customerId, userId })
  const holder = await db
    .selectFrom('customer')
    .select('id')
    .where('store_id', '=', storeId)
    .where('email_key', '=', emailKey(email))
    .where('id', '!=', customerId)
    .executeTakeFirst()
  if (holder) refuse({ code: 'email_taken', email, by: 'customer' })
}

function customers({ db, storeId }: Reader) {
  return db
    .selectFrom('customer')
    .leftJoin('b2b_user', (join) =>
      join
        .onRef('b2b_user.store_id', '=', 'customer.store_id')
        .onRef('b2b_user.customer_id', '=', 'customer.id'),
    )
    .select([
      'customer.id',
      'customer.store_id',
      'customer.customer_group_id',
      'customer.email',
      'customer.first_name',
      'customer.last_name',
      'customer.phone',
      'customer.created_at',
      'customer.updated_at',
      'b2b_user.id as user_id',
    ])
    .where('customer.store_id', '=', storeId)
}
