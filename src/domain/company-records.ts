import { type SelectQueryBuilder, sql } from 'kysely'
import { compiledByKey } from '../db/compiled-by-key.ts'
import { compiledPage, counting, isEverything, type Page, type Paged } from '../db/paging.ts'
import type { Company, Db, Tables, UnixSeconds } from '../db/schema.ts'
import { listPriceListAssignments, type PriceListAssignment } from './company-price-lists.ts'
import { refuse } from './errors.ts'
import {
  type FieldFilter,
  type FieldSearch,
  matchingExtraFields,
  toFieldSearch,
} from './extra-field-search.ts'
import { type FieldDetails, listExtraFields } from './extra-fields.ts'
import type { Reader } from './scope.ts'
import { found, type Search, searchFor } from './search.ts'
import { tallied } from './tally.ts'

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

/** Everything that a company's record shows. */
export interface CompanyRecord extends Company {
  group_name: string | null
  price_list_name: string | null
  parent_name: string | null
  priceLists: PriceListAssignment[]
  /** Every field of companies that has a value; empty in a list that was not asked for them. */
  extraFields: FieldDetails[]
}

/** A filter as a query takes it. */
interface Values extends Omit<CompanyFilter, 'q' | 'customerGroupId' | 'extraFields'> {
  storeId: number
  search: Search | undefined
  /** Null keeps companies without a group. */
  customerGroupId: number | null | undefined
  fields: readonly FieldSearch[] | undefined
}

const list = compiledPage<Values>('sortBy', 'order')(
  (db, { limit, offset, ...values }) =>
    withNames(matching(db, values))
      .orderBy(sortColumn(values), values.order)
      .orderBy('company.id', values.order)
      .limit(limit)
      .offset(offset),
  (db, values) =>
    isEverything(values, ['storeId', 'sortBy', 'order'])
      ? tallied(db, values.storeId, 'company')
      : counting(matching(db, values)),
)

/** The plus keeps SQLite from following the index of this order, by which a search would read every company. */
function sortColumn({ sortBy, search, fields }: Values) {
  if (sortBy === 'name') return sql.ref('company.search_key')
  return search || fields ? sql`+company.updated_at` : sql.ref('company.updated_at')
}

/** Companies with their records. */
export async function listCompanies(
  reader: Reader,
  { q, customerGroupId, extraFields: asked, ...filter }: CompanyFilter,
  { extraFields }: { extraFields: boolean },
  page: Page,
): Promise<Paged<CompanyRecord>> {
  const values = {
    ...filter,
    storeId: reader.storeId,
    search: q === undefined ? undefined : searchFor(q),
    customerGroupId: customerGroupId === 0 ? null : customerGroupId,
    fields: asked?.map(toFieldSearch),
  }
  const { rows, total } = await list(reader.db, values, page)
  return { rows: await withDetails(reader, rows, extraFields), total }
}

function matching(db: Db, values: Values) {
  const { storeId, search, status, customerGroupId, customerId, fields } = values
  const { minCreated, maxCreated, minModified, maxModified } = values
  let query = db.selectFrom('company').where('company.store_id', '=', storeId)
  if (search !== undefined) query = query.where(found('company', search))
  if (status !== undefined) query = query.where('company.status', '=', status)
  if (customerGroupId === null) query = query.where('company.customer_group_id', 'is', null)
  else if (customerGroupId !== undefined)
    query = query.where('company.customer_group_id', '=', customerGroupId)
  if (customerId !== undefined) {
    query = query.where('company.id', 'in', (expression) =>
      expression
        .selectFrom('b2b_user')
        .select('b2b_user.company_id')
        .where('b2b_user.store_id', '=', storeId)
        .where('b2b_user.customer_id', '=', customerId),
    )
  }
  if (values.none) query = query.where(sql.lit(false))
  for (const field of fields ?? []) {
    query = query.where('company.id', 'in', matchingExtraFields({ db, storeId }, 'company', field))
  }
  if (minCreated !== undefined) query = query.where('company.created_at', '>=', minCreated)
  if (maxCreated !== undefined) query = query.where('company.created_at', '<=', maxCreated)
  if (minModified !== undefined) query = query.where('company.updated_at', '>=', minModified)
  if (maxModified !== undefined) query = query.where('company.updated_at', '<=', maxModified)
  return query
}

const byId = compiledByKey<{ storeId: number }, number>()(
  (db, { storeId, keys }) =>
    withNames(db.selectFrom('company').where('company.store_id', '=', storeId)).where(
      'company.id',
      'in',
      keys,
    ),
  ({ id }) => id,
)

/** @throws company_not_found */
export async function getCompanyRecord(reader: Reader, companyId: number): Promise<CompanyRecord> {
  const found = await byId(reader.db, { storeId: reader.storeId }, [companyId])
  const [record] = await withDetails(reader, found.get(companyId) ?? [], true)
  return record ?? refuse({ code: 'company_not_found', companyId })
}

/** Adds what is in other tables, with one query for each however many rows there are. */
async function withDetails<T extends { id: number }>(
  reader: Reader,
  rows: readonly T[],
  extraFields: boolean,
) {
  const ids = rows.map(({ id }) => id)
  const [priceLists, fields] = await Promise.all([
    listPriceListAssignments(reader, ids),
    extraFields ? listExtraFields(reader, 'company', ids) : new Map<number, FieldDetails[]>(),
  ])
  return rows.map((row) => ({
    ...row,
    priceLists: priceLists.get(row.id) ?? [],
    extraFields: fields.get(row.id) ?? [],
  }))
}

/** Adds the names of what a company refers to. */
function withNames(query: SelectQueryBuilder<Tables, 'company', object>) {
  return query
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
}
