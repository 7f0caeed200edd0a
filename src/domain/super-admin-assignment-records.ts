import { sql } from 'kysely'
import { type Page, type Paged, paged } from '../db/paging.ts'
import type { B2bUser, Company } from '../db/schema.ts'
import { listUserChannels, type UserChannel } from './channels.ts'
import { assertCompanies } from './companies.ts'
import type { Reader } from './scope.ts'
import { assertSuperAdmins } from './super-admin-assignments.ts'

/** A super admin together with a company that they may act for. */
export interface AssignmentRecord
  extends Pick<B2bUser, 'email' | 'first_name' | 'last_name'>,
    Pick<Company, 'city' | 'state' | 'country' | 'zip_code' | 'price_list_id'> {
  company_id: number
  company_name: string
  company_email: string
  super_admin_id: number
  channels: UserChannel[]
  /** How many companies the super admin may act for. */
  companyCount: number
  /** How many super admins may act for the company. */
  superAdminCount: number
}

export interface AssignmentOrder {
  /** Whose assignments stand together. */
  groupBy: 'company' | 'super_admin'
  /** By the times at which those were last modified. */
  order: 'asc' | 'desc'
}

/** Every assignment of a super admin to a company. */
export async function listAssignments(
  reader: Reader,
  { groupBy, order }: AssignmentOrder,
  page: Page,
): Promise<Paged<AssignmentRecord>> {
  const [outer, inner] =
    groupBy === 'company' ? (['company', 'b2b_user'] as const) : (['b2b_user', 'company'] as const)
  const { rows, total } = await paged(
    assignments(reader)
      .orderBy(`${outer}.updated_at`, order)
      .orderBy(`${outer}.id`, order)
      .orderBy(`${inner}.id`, order),
    page,
  )
  const superAdminIds = rows.map((row) => row.super_admin_id)
  const companyCounts = await countBy(reader, 'super_admin_id', superAdminIds)
  const superAdminCounts = await countBy(
    reader,
    'company_id',
    rows.map((row) => row.company_id),
  )
  const channels = await listUserChannels(reader, superAdminIds)
  const records = rows.map((row) => ({
    ...row,
    channels: channels.get(row.super_admin_id) ?? [],
    companyCount: companyCounts.get(row.super_admin_id) ?? 0,
    superAdminCount: superAdminCounts.get(row.company_id) ?? 0,
  }))
  return { rows: records, total }
}

/**
 * The companies a super admin may act for, last modified first.
 *
 * @throws super_admin_not_found
 */
export async function listCompaniesOfSuperAdmin(reader: Reader, superAdminId: number, page: Page) {
  await assertSuperAdmins(reader, [superAdminId])
  return paged(
    reader.db
      .selectFrom('super_admin_company as assignment')
      .innerJoin('company', (join) =>
        join
          .onRef('company.store_id', '=', 'assignment.store_id')
          .onRef('company.id', '=', 'assignment.company_id'),
      )
      .select(['company.id', 'company.name', 'company.email'])
      .where('assignment.store_id', '=', reader.storeId)
      .where('assignment.super_admin_id', '=', superAdminId)
      // The plus keeps SQLite from following the index of this order, by which it would read every company.
      .orderBy(sql`+company.updated_at`, 'desc')
      .orderBy('company.id', 'desc'),
    page,
  )
}

/** The companies that have a super admin, by the time they were last modified. */
export async function listCompaniesWithSuperAdmins(
  { db, storeId }: Reader,
  order: 'asc' | 'desc',
  page: Page,
) {
  const counts = db
    .selectFrom('super_admin_company')
    .select((expression) => ['company_id', expression.fn.countAll<number>().as('super_admin_count')])
    .where('store_id', '=', storeId)
    .groupBy('company_id')
  return paged(
    db
      .selectFrom('company')
      .innerJoin(counts.as('counted'), 'counted.company_id', 'company.id')
      .selectAll('company')
      .select('counted.super_admin_count')
      .where('company.store_id', '=', storeId)
      .orderBy('company.updated_at', order)
      .orderBy('company.id', order),
    page,
  )
}

/**
 * The names of all super admins who may act for a company, in the order of their ids.
 *
 * @throws company_not_found
 */
export async function listSuperAdminNames(reader: Reader, companyId: number) {
  await assertCompanies(reader, [companyId])
  return reader.db
    .selectFrom('super_admin_company as assignment')
    .innerJoin('b2b_user', (join) =>
      join
        .onRef('b2b_user.store_id', '=', 'assignment.store_id')
        .onRef('b2b_user.id', '=', 'assignment.super_admin_id'),
    )
    .select(['b2b_user.id', 'b2b_user.first_name', 'b2b_user.last_name'])
    .where('assignment.store_id', '=', reader.storeId)
    .where('assignment.company_id', '=', companyId)
    .orderBy('b2b_user.id')
    .execute()
}

function assignments({ db, storeId }: Reader) {
  return db
    .selectFrom('super_admin_company as assignment')
    .innerJoin('company', (join) =>
      join
        .onRef('company.store_id', '=', 'assignment.store_id')
        .onRef('company.id', '=', 'assignment.company_id'),
    )
    .innerJoin('b2b_user', (join) =>
      join
        .onRef('b2b_user.store_id', '=', 'assignment.store_id')
        .onRef('b2b_user.id', '=', 'assignment.super_admin_id'),
    )
    .select([
      'company.id as company_id',
      'company.name as company_name',
      'company.email as company_email',
      'company.city',
      'company.state',
      'company.country',
      'company.zip_code',
      'company.price_list_id',
      'b2b_user.id as super_admin_id',
      'b2b_user.email',
      'b2b_user.first_name',
      'b2b_user.last_name',
    ])
    .where('assignment.store_id', '=', storeId)
}

/** How many assignments each of `ids` has. */
async function countBy(
  { db, storeId }: Reader,
  column: 'super_admin_id' | 'company_id',
  ids: readonly number[],
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('super_admin_company')
    .select((expression) => [`${column} as id`, expression.fn.countAll<number>().as('count')])
    .where('store_id', '=', storeId)
    .where(column, 'in', [...new Set(ids)])
    .groupBy(column)
    .execute()
  return new Map(rows.map(({ id, count }) => [id, count]))
}
