import { compiled } from '../db/compiled.ts'
import { compiledByKey } from '../db/compiled-by-key.ts'
import { type Page, type Paged, paged } from '../db/paging.ts'
import type { B2bUser } from '../db/schema.ts'
import { type Details, withDetails } from './account-details.ts'
import { getCompany } from './companies.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import type { UserRole } from './roles.ts'
import type { Reader } from './scope.ts'

/** Keeps a list from being empty, which SQL does not take. */
const NO_ROLE = -1

/** How a caller names a user of a company. */
export type UserKey = { userId: number } | { customerId: number } | { email: string }

/** A company user, or a super admin, who has no role of the company. */
export type Person = B2bUser & { user_role: number | null }

/** A person as a company shows them. */
export interface UserRecord extends Person, Details {
  role_name: string | null
  /** The company's price list. */
  catalog_id: number | null
}

export interface UserFilter {
  /** Keeps company users with these roles; absent keeps all of them. */
  userRoles?: readonly UserRole[] | undefined
  /** Adds the super admins who are assigned to the company. */
  superAdmins: boolean
  extraFields: boolean
}

/**
 * The people of a company, in the order of their ids.
 *
 * @throws company_not_found
 */
export async function listCompanyUsers(
  reader: Reader,
  companyId: number,
  { userRoles, superAdmins, extraFields }: UserFilter,
  page: Page,
): Promise<Paged<UserRecord>> {
  const company = await getCompany(reader, companyId)
  const members = membersOf(reader, companyId)
  const kept = userRoles ? members.where('role.user_role', 'in', [NO_ROLE, ...userRoles]) : members
  const query = superAdmins
    ? people(reader).where('b2b_user.id', 'in', () =>
        kept.clearSelect().select('b2b_user.id').unionAll(assignedTo(reader, companyId)),
      )
    : kept
  const { rows, total } = await paged(query.orderBy('b2b_user.id'), page)
  const detailed = await withDetails(reader, rows, { extraFields })
  return { rows: detailed.map((row) => ({ ...row, catalog_id: company.price_list_id })), total }
}

/**
 * A company user with everything its record shows.
 *
 * @throws company_not_found, user_not_found
 */
export async function getCompanyUser(reader: Reader, companyId: number, key: UserKey): Promise<UserRecord> {
  const { column, value } = keyColumn(key)
  const found = await recordsByKey(reader.db, { storeId: reader.storeId, column }, [value])
  const rows = (found.get(value) ?? []).filter(({ company_id }) => company_id === companyId)
  if (rows.length === 0) await getCompany(reader, companyId)
  const [user] = await withDetails(reader, rows, { extraFields: true })
  return user ?? refuse({ code: 'user_not_found', ...key })
}

/** What `keyColumn` answers. */
export type KeyColumn = ReturnType<typeof keyColumn>

const byKey = compiled<{ storeId: number; companyId: number } & KeyColumn>('column')(
  (db, { storeId, companyId, column, value }) =>
    membersOf({ db, storeId }, companyId).where(`b2b_user.${column}`, '=', value),
)

const recordsByKey = compiledByKey<{ storeId: number; column: KeyColumn['column'] }, number | string>(
  'column',
)(
  (db, { storeId, column, keys }) =>
    people({ db, storeId })
      .innerJoin('company', (join) =>
        join
          .onRef('company.store_id', '=', 'b2b_user.store_id')
          .onRef('company.id', '=', 'b2b_user.company_id'),
      )
      .select('company.price_list_id as catalog_id')
      .where(`b2b_user.${column}`, 'in', keys),
  (row, { column }) => row[column],
)

/** A user of a company; a super admin is none. */
export async function findCompanyUser({ db, storeId }: Reader, companyId: number, key: UserKey) {
  return byKey.first(db, { storeId, companyId, ...keyColumn(key) })
}

/** The column that a key looks in, and what it looks for. */
export function keyColumn(key: UserKey) {
  if ('userId' in key) return { column: 'id', value: key.userId } as const
  if ('customerId' in key) return { column: 'customer_id', value: key.customerId } as const
  return { column: 'email_key', value: emailKey(key.email) } as const
}

/** The users of a company with their roles, for a query to go on from. */
export function membersOf(reader: Pick<Reader, 'db' | 'storeId'>, companyId: number) {
  return people(reader).where('b2b_user.company_id', '=', companyId)
}

/** Company users and super admins with their roles, for a query to go on from. */
export function people({ db, storeId }: Pick<Reader, 'db' | 'storeId'>) {
  return db
    .selectFrom('b2b_user')
    .leftJoin('role', (join) =>
      join.onRef('role.store_id', '=', 'b2b_user.store_id').onRef('role.id', '=', 'b2b_user.role_id'),
    )
    .selectAll('b2b_user')
    .select(['role.user_role', 'role.name as role_name'])
    .where('b2b_user.store_id', '=', storeId)
}

/** The ids of the super admins who may act for a company. */
function assignedTo({ db, storeId }: Reader, companyId: number) {
  return db
    .selectFrom('super_admin_company')
    .select('super_admin_company.super_admin_id as id')
    .where('super_admin_company.store_id', '=', storeId)
    .where('super_admin_company.company_id', '=', companyId)
}
