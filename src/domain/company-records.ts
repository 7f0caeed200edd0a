import { sql } from 'kysely'
import { type Page, type Paged, paged } from '../db/paging.ts'
import type { Company, UnixSeconds } from '../db/schema.ts'
import { refuse } from './errors.ts'
import { type FieldFilter, matchingExtraFields } from './extra-field-search.ts'
import { type FieldDetails, listExtraFields } from './extra-fields.ts'
import type { Reader } from './scope.ts'
import { found } from './search.ts'

export interface CompanyFilter {
  /** Part of the name, in any case. */
  q?: string | undefined
  status?: number | undefined
  /** 0 keeps companies without a group. */
  customerGroupId?: number | undefined
  /** Keeps the company of this customer's user. */
  customerId?: number | undefined
  /** True keeps nothing. */
  none: boolean
  /** All of them have to match. */
  extraFields?: readonly FieldFilter[] | undefined
  /** Time bounds include themselves. */
  minCreated?: UnixSeconds | undefined
  maxCreated?: UnixSeconds | undefined
  minModified?: UnixSeconds | undefined
  maxModified?: UnixSeconds | undefined
  sortBy: 'updated_at' | 'name'
  order: 'asc' | 'desc'
}

export interface PriceListAssignment {
  channelId: number
  channelName: string
  priceListId: number
  priceListName: string
}

/** Everything that a company's record shows. */
export interface CompanyRecord extends Company {
  group_name: string | null
  price_list_name: string | null
  parent_name: string | null
  priceLists: PriceListAssignment[]
  /** Every field of companies that has a value; empty in a list that was not asked for them. */
  extraFields: FieldDetails[]
}

/** Companies with their records. */
export async function listCompanies(
  reader: Reader,
  filter: CompanyFilter,
  { extraFields }: { extraFields: boolean },
  page: Page,
): Promise<Paged<CompanyRecord>> {
  const { q, status, customerGroupId, customerId, minCreated, maxCreated, minModified, maxModified } = filter
  let query = companies(reader)
  if (q !== undefined) query = query.where(found('company', q))
  if (status !== undefined) query = query.where('company.status', '=', status)
  if (customerGroupId === 0) query = query.where('company.customer_group_id', 'is', null)
  else if (customerGroupId !== undefined)
    query = query.where('company.customer_group_id', '=', customerGroupId)
  if (customerId !== undefined) {
    query = query.where('company.id', 'in', (expression) =>
      expression
        .selectFrom('b2b_user')
        .select('b2b_user.company_id')
        .where('b2b_user.store_id', '=', reader.storeId)
        .where('b2b_user.customer_id', '=', customerId),
    )
  }
  if (filter.none) query = query.where(sql.lit(false))
  for (const field of filter.extraFields ?? []) {
    query = query.where('company.id', 'in', matchingExtraFields(reader, 'company', field))
  }
  if (minCreated !== undefined) query = query.where('company.created_at', '>=', minCreated)
  if (maxCreated !== undefined) query = query.where('company.created_at', '<=', maxCreated)
  if (minModified !== undefined) query = query.where('company.updated_at', '>=', minModified)
  if (maxModified !== undefined) query = query.where('company.updated_at', '<=', maxModified)
  const column = filter.sortBy === 'name' ? 'company.search_key' : 'company.updated_at'
  const { rows, total } = await paged(
    query.orderBy(column, filter.order).orderBy('company.id', filter.order),
    page,
  )
  return { rows: await withDetails(reader, rows, extraFields), total }
}

/** @throws company_not_found */
export async function getCompanyRecord(reader: Reader, companyId: number): Promise<CompanyRecord> {
  const row = await companies(reader).where('company.id', '=', companyId).executeTakeFirst()
  const [record] = await withDetails(reader, row ? [row] : [], true)
  return record ?? refuse({ code: 'company_not_found', companyId })
}

/** Adds what stands in other tables, with one query a kind however many rows there are. */
async function withDetails<T extends { id: number }>(
  reader: Reader,
  rows: readonly T[],
  extraFields: boolean,
) {
  const ids = rows.map(({ id }) => id)
  const priceLists = await listPriceListAssignments(reader, ids)
  const fields = extraFields
    ? await listExtraFields(reader, 'company', ids)
    : new Map<number, FieldDetails[]>()
  return rows.map((row) => ({
    ...row,
    priceLists: priceLists.get(row.id) ?? [],
    extraFields: fields.get(row.id) ?? [],
  }))
}

/** The price list of each channel that has one, for each of these companies. */
export async function listPriceListAssignments(
  { db, storeId }: Reader,
  companyIds: readonly number[],
): Promise<Map<number, PriceListAssignment[]>> {
  const found = new Map<number, PriceListAssignment[]>(companyIds.map((id) => [id, []]))
  if (companyIds.length === 0) return found
  const rows = await db
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
    .orderBy('channel.id')
    .execute()
  for (const { company_id, ...assignment } of rows) found.get(company_id)?.push(assignment)
  return found
}

function companies({ db, storeId }: Reader) {
  return db
    .selectFrom('company')
    .leftJoin('customer_group', (join) =>
      join
        .onRef('customer_group.store_id', '=', 'company.store_id')
        .onRef('customer_group.id', '=', 'company.customer_group_id'),
    )
    .leftJoin('price_list', (join) =>
      join
        .onRef('price_list.store_id', '=', 'company.store_id')
        .onRef('price_list.id', '=', 'company.price_list_id'),
    )
    .leftJoin('company as parent', (join) =>
      join.onRef('parent.store_id', '=', 'company.store_id').onRef('parent.id', '=', 'company.parent_id'),
    )
    .selectAll('company')
    .select([
      'customer_group.name as group_name',
      'price_list.name as price_list_name',
      'parent.name as parent_name',
    ])
    .where('company.store_id', '=', storeId)
}
