import type { NotNull } from 'kysely'
import { type Page, type Paged, paged } from '../db/paging.ts'
import type { B2bUser, UnixSeconds } from '../db/schema.ts'
import { type Details, withDetails } from './accounts.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import type { Reader, Writer } from './scope.ts'
import { found } from './search.ts'
import { keyColumn, type UserKey } from './user-records.ts'
import { createUser, type NewUser, type UserChanges, updateAnyUser } from './users.ts'

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

/** The company users of a store, in the order of their ids. Super admins never stand among them. */
export async function listUsers(
  reader: Reader,
  filter: StoreUserFilter,
  page: Page,
): Promise<Paged<StoreUser>> {
  const { db, storeId } = reader
  const { companyId, userRoles, email, channelId, q, minCreated, maxCreated, minModified, maxModified } =
    filter
  let query = companyUsers(reader)
  if (companyId !== undefined) query = query.where('b2b_user.company_id', '=', companyId)
  if (userRoles !== undefined) query = query.where('role.user_role', 'in', userRoles)
  if (email !== undefined) query = query.where('b2b_user.email_key', '=', emailKey(email))
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
  if (q !== undefined) query = query.where('b2b_user.id', 'in', matching(reader, q))
  if (minCreated !== undefined) query = query.where('b2b_user.created_at', '>', minCreated)
  if (maxCreated !== undefined) query = query.where('b2b_user.created_at', '<', maxCreated)
  if (minModified !== undefined) query = query.where('b2b_user.updated_at', '>', minModified)
  if (maxModified !== undefined) query = query.where('b2b_user.updated_at', '<', maxModified)
  const { rows, total } = await paged(query.orderBy('b2b_user.id'), page)
  return { rows: await withDetails(reader, rows, filter), total }
}

/** The ids of users by their own names and email, and of those by their company's name: each by its own index. */
function matching({ db, storeId }: Reader, q: string) {
  const named = db
    .selectFrom('company')
    .select('company.id')
    .where('company.store_id', '=', storeId)
    .where(found('company', q))
  return db
    .selectFrom('b2b_user as own')
    .select('own.id')
    .where('own.store_id', '=', storeId)
    .where(found('b2b_user', q, 'own'))
    .union(
      db
        .selectFrom('b2b_user as member')
        .select('member.id')
        .where('member.store_id', '=', storeId)
        .where('member.company_id', 'in', named),
    )
}

/**
 * A company user with everything the record shows.
 *
 * @throws user_not_found
 */
export async function getUser(reader: Reader, key: UserKey): Promise<StoreUser> {
  const { column, value } = keyColumn(key)
  const row = await companyUsers(reader).where(`b2b_user.${column}`, '=', value).executeTakeFirst()
  const [user] = await withDetails(reader, row ? [row] : [], { extraFields: true })
  return user ?? refuse({ code: 'user_not_found', ...key })
}

/**
 * Creates all of these users or none. Answers in the order of `inputs`.
 *
 * @throws what `createUser` does
 */
export async function createUsers(
  writer: Writer,
  inputs: readonly (NewUser & { companyId: number })[],
): Promise<{ userId: number; customerId: number }[]> {
  const created = []
  for (const { companyId, ...input } of inputs) {
    const { id, customer_id } = await createUser(writer, companyId, input)
    created.push({ userId: id, customerId: customer_id })
  }
  return created
}

/**
 * Changes what is given and answers the record as it is then.
 *
 * @throws user_not_found, role_not_found, channels_missing, email_taken, channel_not_found, extra_field_unknown,
 *   extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function updateStoreUser(
  writer: Writer,
  userId: number,
  changes: UserChanges,
): Promise<StoreUser> {
  await updateAnyUser(writer, userId, changes)
  return getUser(writer, { userId })
}

/** Everybody who has a company and with it a role. */
function companyUsers({ db, storeId }: Reader) {
  return db
    .selectFrom('b2b_user')
    .innerJoin('role', (join) =>
      join.onRef('role.store_id', '=', 'b2b_user.store_id').onRef('role.id', '=', 'b2b_user.role_id'),
    )
    .selectAll('b2b_user')
    .select(['role.user_role', 'role.name as role_name'])
    .where('b2b_user.store_id', '=', storeId)
    .where('b2b_user.company_id', 'is not', null)
    .$narrowType<{ company_id: NotNull; role_id: NotNull }>()
}
