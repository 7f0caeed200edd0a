import { type NotNull, sql } from 'kysely'
import { compiledByKey } from '../db/compiled-by-key.ts'
import { compiledPage, counting, isEverything, onceIn, type Page, type Paged } from '../db/paging.ts'
import type { B2bUser, Db, UnixSeconds } from '../db/schema.ts'
import { type Details, withDetails } from './account-details.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import type { Reader, Writer } from './scope.ts'
import { found, type Search, searchFor } from './search.ts'
import { tallied } from './tally.ts'
import { type KeyColumn, keyColumn, type UserKey } from './user-records.ts'
import { type UserChanges, updateUser } from './users.ts'

export interface StoreUserFilter {
  companyId?: number | undefined
  userRoles?: readonly number[] | undefined
  /** The whole email, in any case. */
  email?: string | undefined
  /** The number of a channel that the API shows. */
  channelId?: number | undefined
  /** Part of a name, of the email or of the company's name, in any case. */
  q?: string | undefined
  /** Time bounds are strict: created or modified after, and before. */
  minCreated?: UnixSeconds | undefined
  maxCreated?: UnixSeconds | undefined
  minModified?: UnixSeconds | undefined
  maxModified?: UnixSeconds | undefined
  extraFields: boolean
}

/** A company user as the store sees them. */
export interface StoreUser extends B2bUser, Details {
  company_id: number
  role_id: number
  user_role: number
  role_name: string
}

/** A filter as a query takes it. */
interface Values extends Omit<StoreUserFilter, 'email' | 'q' | 'extraFields'> {
  storeId: number
  emailKey: string | undefined
  search: Search | undefined
}

const list = compiledPage<Values>()(
  (db, { limit, offset, ...values }) =>
    withRole(
      companyUsers(db, values.storeId).innerJoin(
        // The page first, so that the rows before it are not read.
        onceIn(
          db,
          matching(db, values)
            .select(['b2b_user.store_id', 'b2b_user.id'])
            .orderBy('b2b_user.id')
            .limit(limit)
            .offset(offset),
        ),
        // Joined and not `in`, for which SQLite looks up each id in another index first.
        (join) => join.onRef('page.store_id', '=', 'b2b_user.store_id').onRef('page.id', '=', 'b2b_user.id'),
      ),
    ).orderBy(sql.ref('page.id')),
  (db, values) =>
    isEverything(values, ['storeId']) ? tallied(db, values.storeId, 'user') : counting(matching(db, values)),
)

/** The company users of a store, in the order of their ids. Super admins never stand among them. */
export async function listUsers(
  reader: Reader,
  { email, q, extraFields, ...filter }: StoreUserFilter,
  page: Page,
): Promise<Paged<StoreUser>> {
  const values = {
    ...filter,
    storeId: reader.storeId,
    emailKey: email === undefined ? undefined : emailKey(email),
    search: q === undefined ? undefined : searchFor(q),
  }
  const { rows, total } = await list(reader.db, values, page)
  return { rows: await withDetails(reader, rows, { extraFields }), total }
}

function matching(db: Db, values: Values) {
  const { storeId, companyId, userRoles, channelId, search } = values
  const { minCreated, maxCreated, minModified, maxModified } = values
  let query = companyUsers(db, storeId)
  if (companyId !== undefined) query = query.where('b2b_user.company_id', '=', companyId)
  if (userRoles !== undefined) {
    query = query.where('b2b_user.role_id', 'in', (expression) =>
      expression
        .selectFrom('role as kept')
        .select('kept.id')
        .where('kept.store_id', '=', storeId)
        .where('kept.user_role', 'in', userRoles),
    )
  }
  if (values.emailKey !== undefined) query = query.where('b2b_user.email_key', '=', values.emailKey)
  if (channelId !== undefined) {
    const onChannel = db
      .selectFrom('user_channel')
      .innerJoin('channel', (join) =>
        join
          .onRef('channel.store_id', '=', 'user_channel.store_id')
          .onRef('channel.id', '=', 'user_channel.channel_id'),
      )
      .select('user_channel.user_id')
      .where('user_channel.store_id', '=', storeId)
      .where('channel.channel_id', '=', channelId)
    query = query.where('b2b_user.id', 'in', onChannel)
  }
  if (search !== undefined) query = query.where('b2b_user.id', 'in', named(db, storeId, search))
  if (minCreated !== undefined) query = query.where('b2b_user.created_at', '>', minCreated)
  if (maxCreated !== undefined) query = query.where('b2b_user.created_at', '<', maxCreated)
  if (minModified !== undefined) query = query.where('b2b_user.updated_at', '>', minModified)
  if (maxModified !== undefined) query = query.where('b2b_user.updated_at', '<', maxModified)
  return query
}

/**
 * The ids of users found by their own names and email, and of those found by their company's name: each by its own
 * index. An id may come twice.
 */
function named(db: Db, storeId: number, search: Search) {
  const companies = db
    .selectFrom('company')
    .select('company.id')
    .where('company.store_id', '=', storeId)
    .where(found('company', search))
  return db
    .selectFrom('b2b_user as own')
    .select('own.id')
    .where('own.store_id', '=', storeId)
    .where(found('b2b_user', search, 'own'))
    .unionAll(
      db
        .selectFrom('b2b_user as member')
        .select('member.id')
        .where('member.store_id', '=', storeId)
        .where('member.company_id', 'in', companies),
    )
}

const byKey = compiledByKey<{ storeId: number; column: KeyColumn['column'] }, number | string>('column')(
  (db, { storeId, column, keys }) =>
    withRole(companyUsers(db, storeId).where(`b2b_user.${column}`, 'in', keys)),
  (row, { column }) => row[column],
)

/**
 * A company user with everything the record shows.
 *
 * @throws user_not_found
 */
export async function getUser(reader: Reader, key: UserKey): Promise<StoreUser> {
  const { column, value } = keyColumn(key)
  const found = await byKey(reader.db, { storeId: reader.storeId, column }, [value])
  const [user] = await withDetails(reader, found.get(value) ?? [], { extraFields: true })
  return user ?? refuse({ code: 'user_not_found', ...key })
}

/**
 * Changes what is given and answers the record as it is then.
 *
 * @throws what `updateUser` does
 */
export async function updateStoreUser(
  writer: Writer,
  userId: number,
  changes: UserChanges,
): Promise<StoreUser> {
  await updateUser(writer, userId, changes)
  return getUser(writer, { userId })
}

/** Users with a company, and so with a role: no super admins. */
function companyUsers(db: Db, storeId: number) {
  return db
    .selectFrom('b2b_user')
    .where('b2b_user.store_id', '=', storeId)
    .where('b2b_user.company_id', 'is not', null)
}

function withRole(query: ReturnType<typeof companyUsers>) {
  return query
    .innerJoin('role', (join) =>
      join.onRef('role.store_id', '=', 'b2b_user.store_id').onRef('role.id', '=', 'b2b_user.role_id'),
    )
    .selectAll('b2b_user')
    .select(['role.user_role', 'role.name as role_name'])
    .$narrowType<{ company_id: NotNull; role_id: NotNull }>()
}
