import { compiledByKey } from '../db/compiled-by-key.ts'
import { resolveChannels } from './channels.ts'
import { getPriceList } from './price-lists.ts'
import type { Reader, Writer } from './scope.ts'

/** A price list for a channel, which goes by the number that the API shows. */
export interface PriceListChoice {
  channelId: number
  priceListId: number
}

/** As a company's record shows it. */
export interface PriceListAssignment extends PriceListChoice {
  channelName: string
  priceListName: string
}

/** The price list of each channel that has one, for each of these companies. */
export async function listPriceListAssignments(
  { db, storeId }: Reader,
  companyIds: readonly number[],
): Promise<Map<number, PriceListAssignment[]>> {
  const found = await assignmentsOf(db, { storeId }, companyIds)
  return new Map(
    companyIds.map((id) => [
      id,
      (found.get(id) ?? []).map(({ channelId, channelName, priceListId, priceListName }) => ({
        channelId,
        channelName,
        priceListId,
        priceListName,
      })),
    ]),
  )
}

const assignmentsOf = compiledByKey<{ storeId: number }, number>()(
  (db, { storeId, keys: companyIds }) =>
    db
      .selectFrom('company_price_list as assigned')
      .innerJoin('channel', (join) =>
        join
          .onRef('channel.store_id', '=', 'assigned.store_id')
          .onRef('channel.id', '=', 'assigned.channel_id'),
      )
      .innerJoin('price_list', (join) =>
        join
          .onRef('price_list.store_id', '=', 'assigned.store_id')
          .onRef('price_list.id', '=', 'assigned.price_list_id'),
      )
      .select([
        'assigned.company_id',
        'channel.channel_id as channelId',
        'channel.name as channelName',
        'price_list.id as priceListId',
        'price_list.name as priceListName',
      ])
      .where('assigned.store_id', '=', storeId)
      .where('assigned.company_id', 'in', companyIds)
      .orderBy('channel.id'),
  ({ company_id }) => company_id,
)

/** What events tell of the price lists of a company. */
export async function listPriceListFields(reader: Reader, companyId: number): Promise<PriceListChoice[]> {
  const assignments = (await listPriceListAssignments(reader, [companyId])).get(companyId) ?? []
  return assignments.map(({ channelId, priceListId }) => ({ channelId, priceListId }))
}

/**
 * Gives a company exactly these price lists; of two for one channel the last stands. Answers the ones it had and the
 * ones it has.
 *
 * @throws price_list_not_found, channel_not_found
 */
export async function setPriceLists(
  writer: Writer,
  companyId: number,
  priceLists: readonly PriceListChoice[],
): Promise<{ before: PriceListChoice[]; after: PriceListChoice[] }> {
  const { db, storeId } = writer
  const before = await listPriceListFields(writer, companyId)
  await db
    .deleteFrom('company_price_list')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .execute()
  for (const [channelId, priceListId] of new Map(priceLists.map((one) => [one.channelId, one.priceListId]))) {
    await getPriceList(writer, priceListId, 'priceListId')
    const channels = await resolveChannels(writer, [channelId], 'channelId')
    const values = channels.map(({ id }) => ({
      store_id: storeId,
      company_id: companyId,
      channel_id: id,
      price_list_id: priceListId,
    }))
    await db.insertInto('company_price_list').values(values).execute()
  }
  return { before, after: await listPriceListFields(writer, companyId) }
}
