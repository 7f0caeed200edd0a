import { sql } from 'kysely'
import { compiled } from '../db/compiled.ts'
import { compiledPage, counting, isEverything, onceIn, type Page, type Paged } from '../db/paging.ts'
import type { Db, UnixSeconds } from '../db/schema.ts'
import { refuse } from './errors.ts'
import type { Reader } from './scope.ts'
import { tallied } from './tally.ts'

export interface SalesStaffSummary {
  id: number
  email: string
  name: string
  role_name: string
  company_count: number
}

export interface SalesStaffFilter {
  /** Keeps those who look after this company. */
  companyId?: number | undefined
  /** Keeps those who changed, or whose assignments did, at this time or later. */
  minModified?: UnixSeconds | undefined
  sortBy: 'updated_at' | 'email'
  order: 'asc' | 'desc'
}

type Values = SalesStaffFilter & { storeId: number }

const list = compiledPage<Values>('sortBy', 'order')(
  (db, { limit, offset, ...values }) => {
    const column = values.sortBy === 'email' ? 'system_user.email_key' : 'system_user.updated_at'
    // The page first, by an index alone, so that the rows before it are not read.
    const page = matching(db, values)
      .select(['system_user.store_id', 'system_user.id', `${column} as sorted`])
      .orderBy(column, values.order)
      .orderBy('system_user.id', values.order)
      .limit(limit)
      .offset(offset)
    return db
      .selectFrom(onceIn(db, page))
      .innerJoin('system_user as person', (join) =>
        join.onRef('person.store_id', '=', 'page.store_id').onRef('person.id', '=', 'page.id'),
      )
      .innerJoin('system_role', (join) =>
        join
          .onRef('system_role.store_id', '=', 'person.store_id')
          .onRef('system_role.id', '=', 'person.system_role_id'),
      )
      .select(['person.id', 'person.email', 'person.name', 'system_role.name as role_name'])
      .select((expression) =>
        expression
          .selectFrom('sales_staff_company as assignment')
          .select((count) => count.fn.countAll<number>().as('count'))
          .whereRef('assignment.store_id', '=', 'person.store_id')
          .whereRef('assignment.sales_staff_id', '=', 'person.id')
          .$asScalar()
          .$notNull()
          .as('company_count'),
      )
      .orderBy('page.sorted', values.order)
      .orderBy('page.id', values.order)
  },
  (db, values) =>
    isEverything(values, ['storeId', 'sortBy', 'order'])
      ? tallied(db, values.storeId, 'sales_staff')
      : counting(matching(db, values)),
)

export async function listSalesStaff(
  { db, storeId }: Reader,
  { companyId, minModified, sortBy, order }: SalesStaffFilter,
  page: Page,
): Promise<Paged<SalesStaffSummary>> {
  return list(db, { storeId, companyId, minModified, sortBy, order }, page)
}

function matching(db: Db, { storeId, companyId, minModified }: Values) {
  const kept = companyId === undefined ? salesStaff({ db, storeId }) : salesStaffOf(db, storeId, companyId)
  return minModified === undefined ? kept : kept.where('system_user.updated_at', '>=', minModified)
}

/** With `<> 0`, because for `= 1` SQLite would go through all sales staff by the index of the order. */
function salesStaffOf(db: Db, storeId: number, companyId: number) {
  return db
    .selectFrom('system_user')
    .where('system_user.store_id', '=', storeId)
    .where('system_user.is_selling', '<>', sql.lit(0))
    .where('system_user.id', 'in', (expression) =>
      expression
        .selectFrom('sales_staff_company as kept')
        .select('kept.sales_staff_id')
        .where('kept.store_id', '=', storeId)
        .where('kept.company_id', '=', companyId),
    )
}

const byId = compiled<{ storeId: number; salesStaffId: number }>()((db, values) =>
  salesStaff({ db, storeId: values.storeId })
    .select(['system_user.id', 'system_user.email', 'system_user.name', 'system_user.phone'])
    .where('system_user.id', '=', values.salesStaffId),
)

/** @throws sales_staff_not_found */
export async function getSalesStaff({ db, storeId }: Reader, salesStaffId: number) {
  const person = await byId.first(db, { storeId, salesStaffId })
  return person ?? refuse({ code: 'sales_staff_not_found', salesStaffId })
}

const companiesOf = compiled<{ storeId: number; salesStaffId: number }>()((db, values) =>
  db
    .selectFrom('sales_staff_company as assignment')
    .innerJoin('company', (join) =>
      join
        .onRef('company.store_id', '=', 'assignment.store_id')
        .onRef('company.id', '=', 'assignment.company_id'),
    )
    .leftJoin('customer_group', (join) =>
      join
        .onRef('customer_group.store_id', '=', 'company.store_id')
        .onRef('customer_group.id', '=', 'company.customer_group_id'),
    )
    .select([
      'company.id',
      'company.name',
      'company.customer_group_id',
      'customer_group.name as customer_group_name',
      'assignment.assigned_at',
    ])
    .where('assignment.store_id', '=', values.storeId)
    .where('assignment.sales_staff_id', '=', values.salesStaffId)
    // Not by `company.id`, for which SQLite would read every company of the store.
    .orderBy('assignment.company_id'),
)

/** The companies a sales person looks after, in the order of their ids. */
export async function listAssignedCompanies({ db, storeId }: Reader, salesStaffId: number) {
  return companiesOf.all(db, { storeId, salesStaffId })
}

/** System users who sell: their role is marked so, and they are not retired. */
function salesStaff({ db, storeId }: Pick<Reader, 'db' | 'storeId'>) {
  // A literal: with a parameter SQLite does not use the partial index of those who sell, and plans again each time.
  const yes = sql.lit(1)
  return db
    .selectFrom('system_user')
    .where('system_user.store_id', '=', storeId)
    .where('system_user.is_selling', '=', yes)
}
