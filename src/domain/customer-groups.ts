import type { Cursor } from '../db/paging.ts'
import type { CustomerGroup } from '../db/schema.ts'
import { changed, created, deleted } from './changes.ts'
import { refuse } from './errors.ts'
import { customerGroupFields } from './event-fields.ts'
import { record } from './outbox.ts'
import { getPriceList } from './price-lists.ts'
import type { Reader, Writer } from './scope.ts'
import { untaken } from './untaken.ts'

export interface NewCustomerGroup {
  name: string
  priceListId: number | null
}

/**
 * Creates a customer group and answers its id.
 *
 * @throws customer_group_exists for a name that is taken, in any case; price_list_not_found
 */
export async function createCustomerGroup(writer: Writer, input: NewCustomerGroup): Promise<number> {
  if (input.priceListId !== null) await getPriceList(writer, input.priceListId, 'priceListId')
  return (
    (await tryCustomerGroup(writer, input)) ?? refuse({ code: 'customer_group_exists', name: input.name })
  )
}

/** As `createCustomerGroup`, but answers undefined when the name is taken. */
export async function tryCustomerGroup(
  writer: Writer,
  { name, priceListId }: NewCustomerGroup,
): Promise<number | undefined> {
  const { db, storeId } = writer
  const group = await db
    .insertInto('customer_group')
    .values({ store_id: storeId, name, name_key: name.toLowerCase(), price_list_id: priceListId })
    .onConflict((conflict) => conflict.columns(['store_id', 'name_key']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!group) return undefined
  const change = created(customerGroupFields(group))
  await record(writer, 'customer_group.created', { customerGroupId: group.id }, change)
  return group.id
}

/** The store's customer groups, in the order of their ids. */
export async function listCustomerGroups(
  { db, storeId }: Reader,
  { limit, after }: Cursor,
): Promise<CustomerGroup[]> {
  return db
    .selectFrom('customer_group')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/**
 * Changes what is given; a price list of null is none.
 *
 * @throws customer_group_not_found, customer_group_exists for a name that is taken, in any case, price_list_not_found
 */
export async function updateCustomerGroup(
  writer: Writer,
  customerGroupId: number,
  changes: { name?: string | undefined; priceListId?: number | null | undefined },
): Promise<CustomerGroup> {
  const { db, storeId } = writer
  const before = await lockCustomerGroup(writer, customerGroupId)
  const { name = before.name, priceListId = before.price_list_id } = changes
  if (priceListId !== null) await getPriceList(writer, priceListId, 'priceListId')
  const updated = await db
    .updateTable('customer_group')
    .set({ name, name_key: name.toLowerCase(), price_list_id: priceListId })
    .where('store_id', '=', storeId)
    .where('id', '=', customerGroupId)
    .where(untaken(writer, 'customer_group', customerGroupId, 'name_key', name.toLowerCase()))
    .returningAll()
    .executeTakeFirst()
  if (!updated) return refuse({ code: 'customer_group_exists', name })
  const change = changed(customerGroupFields(before), customerGroupFields(updated))
  await record(writer, 'customer_group.updated', { customerGroupId }, change)
  return updated
}

/** @throws customer_group_not_found */
export async function getCustomerGroup({ db, storeId }: Reader, customerGroupId: number) {
  const group = await db
    .selectFrom('customer_group')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', customerGroupId)
    .executeTakeFirst()
  return group ?? refuse({ code: 'customer_group_not_found', customerGroupId })
}

/**
 * A customer group, locked for the rest of the transaction and read as the last change left it. By an update, as
 * `isolate` asks: who gives the group to a company changes nothing of it.
 *
 * @throws customer_group_not_found
 */
export async function lockCustomerGroup({ db, storeId }: Writer, customerGroupId: number) {
  const locked = await db
    .updateTable('customer_group')
    .set((expression) => ({ name: expression.ref('name') }))
    .where('store_id', '=', storeId)
    .where('id', '=', customerGroupId)
    .returningAll()
    .executeTakeFirst()
  return locked ?? refuse({ code: 'customer_group_not_found', customerGroupId })
}

/**
 * Deletes a customer group; its customers are in no group then.
 *
 * @throws customer_group_not_found, customer_group_in_use while a company has it
 */
export async function deleteCustomerGroup(writer: Writer, customerGroupId: number): Promise<void> {
  const { db, storeId } = writer
  const group = await lockCustomerGroup(writer, customerGroupId)
  await assertUnused(writer, customerGroupId)
  await db
    .updateTable('customer')
    .set({ customer_group_id: null })
    .where('store_id', '=', storeId)
    .where('customer_group_id', '=', customerGroupId)
    .execute()
  // A company that is given the group at the same moment fails by its foreign key, or makes this fail.
  await db
    .deleteFrom('customer_group')
    .where('store_id', '=', storeId)
    .where('id', '=', customerGroupId)
    .execute()
  const change = deleted(customerGroupFields(group))
  await record(writer, 'customer_group.deleted', { customerGroupId }, change)
}

/** As `deleteCustomerGroup`, but leaves a group that a company has. */
export async function deleteUnusedCustomerGroup(writer: Writer, customerGroupId: number): Promise<void> {
  const holder = await findHolder(writer, customerGroupId)
  if (!holder) await deleteCustomerGroup(writer, customerGroupId)
}

/** @throws customer_group_in_use when a company has it */
export async function assertUnused(reader: Reader, customerGroupId: number): Promise<void> {
  const holder = await findHolder(reader, customerGroupId)
  if (holder) refuse({ code: 'customer_group_in_use', customerGroupId, companyId: holder.id })
}

/** The first company that has a customer group. */
async function findHolder({ db, storeId }: Reader, customerGroupId: number) {
  return db
    .selectFrom('company')
    .select('id')
    .where('store_id', '=', storeId)
    .where('customer_group_id', '=', customerGroupId)
    .orderBy('id')
    .executeTakeFirst()
}
