import type { Cursor } from '../db/paging.ts'
import type { PriceList } from '../db/schema.ts'
import { changed, created, deleted } from './changes.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

/** Creates a price list and answers its id. */
export async function createPriceList(writer: Writer, name: string): Promise<number> {
  const { id } = await writer.db
    .insertInto('price_list')
    .values({ store_id: writer.storeId, name })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(writer, 'price_list.created', { priceListId: id }, created({ name }))
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

/** The store's price lists, in the order of their ids. */
export async function listPriceLists(
  { db, storeId }: Reader,
  { limit, after }: Cursor,
): Promise<PriceList[]> {
  return db
    .selectFrom('price_list')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** @throws price_list_not_found */
export async function renamePriceList(writer: Writer, priceListId: number, name: string): Promise<void> {
  const before = await lockPriceList(writer, priceListId)
  await writer.db
    .updateTable('price_list')
    .set({ name })
    .where('store_id', '=', writer.storeId)
    .where('id', '=', priceListId)
    .execute()
  await record(writer, 'price_list.updated', { priceListId }, changed({ name: before.name }, { name }))
}

/**
 * Deletes a price list that no customer group and no company has.
 *
 * @throws price_list_not_found, price_list_in_use
 */
export async function deletePriceList(writer: Writer, priceListId: number): Promise<void> {
  const { db, storeId } = writer
  // Who is given the price list at the same moment fails by a foreign key, or makes this fail.
  let query = db.deleteFrom('price_list').where('store_id', '=', storeId).where('id', '=', priceListId)
  for (const table of ['customer_group', 'company', 'company_price_list'] as const) {
    query = query.where(({ exists, not, selectFrom, val }) =>
      not(
        exists(
          selectFrom(table)
            .select(val(1).as('one'))
            .where('store_id', '=', storeId)
            .where('price_list_id', '=', priceListId),
        ),
      ),
    )
  }
  const gone = await query.returning('name').executeTakeFirst()
  if (!gone) {
    await getPriceList(writer, priceListId, 'priceListId')
    return refuse({ code: 'price_list_in_use', priceListId })
  }
  await record(writer, 'price_list.deleted', { priceListId }, deleted({ name: gone.name }))
}

/** A price list, locked for the rest of the transaction and read as the last change left it. */
async function lockPriceList({ db, storeId }: Writer, priceListId: number): Promise<PriceList> {
  const locked = await db
    .selectFrom('price_list')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', priceListId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return locked ?? refuse({ code: 'price_list_not_found', priceListId, field: 'priceListId' })
}
