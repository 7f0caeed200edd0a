import { refuse } from './errors.ts'
import type { Reader, Writer } from './scope.ts'

/** Creates a price list and answers its id. */
export async function createPriceList({ db, storeId }: Writer, name: string): Promise<number> {
  const { id } = await db
    .insertInto('price_list')
    .values({ store_id: storeId, name })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/**
 * The price list that `field` names.
 *
 * @throws price_list_not_found
 */
export async function getPriceList(
  { db, storeId }: Reader,
  priceListId: number,
  field: 'catalogId' | 'priceListId' = 'catalogId',
) {
  const priceList = await db
    .selectFrom('price_list')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', priceListId)
    .executeTakeFirst()
  return priceList ?? refuse({ code: 'price_list_not_found', priceListId, field })
}

export interface NewCustomerGroup {
  name: string
  priceListId: number | null
}

/**
 * Creates a customer group and answers its id.
 *
 * @throws customer_group_exists for a name that is taken, in any case
 */
export async function createCustomerGroup(writer: Writer, input: NewCustomerGroup): Promise<number> {
  return (
    (await tryCustomerGroup(writer, input)) ?? refuse({ code: 'customer_group_exists', name: input.name })
  )
}

/** As `createCustomerGroup`, but answers undefined when the name is taken. */
export async function tryCustomerGroup(
  { db, storeId }: Writer,
  { name, priceListId }: NewCustomerGroup,
): Promise<number | undefined> {
  const created = await db
    .insertInto('customer_group')
    .values({ store_id: storeId, name, name_key: name.toLowerCase(), price_list_id: priceListId })
    .onConflict((conflict) => conflict.columns(['store_id', 'name_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return created?.id
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
 * A customer group as it stands after whoever else changes it, who from then on waits for this transaction to end.
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

/** Ends a customer group, unless a company still has it; its customers are in no group then. */
export async function deleteCustomerGroup({ db, storeId }: Writer, customerGroupId: number): Promise<void> {
  const holder = await db
    .selectFrom('company')
    .select('id')
    .where('store_id', '=', storeId)
    .where('customer_group_id', '=', customerGroupId)
    .executeTakeFirst()
  if (holder) return
  await db
    .updateTable('customer')
    .set({ customer_group_id: null })
    .where('store_id', '=', storeId)
    .where('customer_group_id', '=', customerGroupId)
    .execute()
  await db
    .deleteFrom('customer_group')
    .where('store_id', '=', storeId)
    .where('id', '=', customerGroupId)
    .execute()
}
