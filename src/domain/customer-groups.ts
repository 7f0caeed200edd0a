import type { Writer } from './scope.ts'

/** Creates a price list and answers its id. */
export async function createPriceList({ db, storeId }: Writer, name: string): Promise<number> {
  const { id } = await db
    .insertInto('price_list')
    .values({ store_id: storeId, name })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Creates a customer group and answers its id. */
export async function createCustomerGroup(
  { db, storeId }: Writer,
  { name, priceListId }: { name: string; priceListId: number | null },
): Promise<number> {
  const { id } = await db
    .insertInto('customer_group')
    .values({ store_id: storeId, name, name_key: name.toLowerCase(), price_list_id: priceListId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
