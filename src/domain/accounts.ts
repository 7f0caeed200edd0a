import type { B2bUser } from '../db/schema.ts'
import {
  defaultChannels,
  listUserChannels,
  resolveChannels,
  setUserChannels,
  type UserChannel,
} from './channels.ts'
import { emailKey, updateCustomer, upsertCustomer } from './customers.ts'
import { refuse } from './errors.ts'
import { type FieldDetails, type FieldValue, listExtraFields, setExtraFields } from './extra-fields.ts'
import type { Reader, Writer } from './scope.ts'

/** What company users and super admins have alike. */
export interface NewAccount {
  email: string
  firstName: string
  lastName: string
  phone?: string | undefined
  uuid?: string | undefined
  originChannelId?: number | undefined
  /** Left out: the store's default channel. */
  channelIds?: readonly number[] | undefined
  extraFields?: readonly FieldValue[] | undefined
}

/** What is absent stays as it is. */
export type AccountChanges = {
  [F in Exclude<keyof NewAccount, 'originChannelId'>]?: NewAccount[F] | undefined
}

/** A company user's place; a super admin has none. */
interface Membership {
  companyId: number
  customerGroupId: number | null
  roleId: number
}

/** What a record shows beyond the row itself. */
export interface Details {
  channels: UserChannel[]
  extraFields: FieldDetails[]
}

/**
 * Creates a B2B account and the customer behind it; a customer who is there already is taken.
 *
 * @throws email_taken, channel_not_found, extra_field_unknown, extra_field_required, extra_field_invalid,
 *   extra_field_taken
 */
export async function createAccount(
  writer: Writer,
  input: NewAccount,
  membership: Membership | null,
): Promise<B2bUser> {
  const { db, storeId, now } = writer
  const { email, firstName, lastName, phone = '', uuid = '', originChannelId, channelIds } = input
  const channels = channelIds ? await resolveChannels(writer, channelIds) : await defaultChannels(writer)
  const [originChannel] =
    originChannelId === undefined ? [] : await resolveChannels(writer, [originChannelId], 'originChannelId')
  const customerGroupId = membership?.customerGroupId ?? null
  const customerId = await upsertCustomer(writer, { email, firstName, lastName, phone, customerGroupId })
  // The constraint decides, not a look beforehand: two requests may race for one email.
  const account = await db
    .insertInto('b2b_user')
    .values({
      store_id: storeId,
      company_id: membership?.companyId ?? null,
      role_id: membership?.roleId ?? null,
      customer_id: customerId,
      origin_channel_id: originChannel ?? null,
      email,
      email_key: emailKey(email),
      first_name: firstName,
      last_name: lastName,
      phone,
      uuid,
      search_key: searchKey(email, firstName, lastName),
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!account) return refuseEmail(writer, email)
  await setUserChannels(writer, account.id, channels)
  await setExtraFields(writer, 'user', account.id, input.extraFields ?? [])
  return account
}

/**
 * Changes what is given, here and in the customer behind the account.
 *
 * @throws email_taken, channel_not_found, extra_field_unknown, extra_field_required, extra_field_invalid,
 *   extra_field_taken
 */
export async function updateAccount(
  writer: Writer,
  account: B2bUser,
  { channelIds, extraFields, ...changes }: AccountChanges & { roleId?: number | undefined },
): Promise<void> {
  const { db, storeId, now } = writer
  const { email = account.email, firstName = account.first_name, lastName = account.last_name } = changes
  if (emailKey(email) !== account.email_key) await assertEmailFree(writer, email)
  // The customer before the account, as in `createAccount`, so that two that want one email do not wait for each other.
  await updateCustomer(writer, account.customer_id, { email, firstName, lastName })
  await db
    .updateTable('b2b_user')
    .set({
      email,
      email_key: emailKey(email),
      first_name: firstName,
      last_name: lastName,
      phone: changes.phone ?? account.phone,
      uuid: changes.uuid ?? account.uuid,
      role_id: changes.roleId ?? account.role_id,
      search_key: searchKey(email, firstName, lastName),
      updated_at: now,
    })
    .where('store_id', '=', storeId)
    .where('id', '=', account.id)
    .execute()
  if (channelIds) await setUserChannels(writer, account.id, await resolveChannels(writer, channelIds))
  if (extraFields) await setExtraFields(writer, 'user', account.id, extraFields)
}

/** Adds to each row what its record shows beyond it, with one query a kind however many rows there are. */
export async function withDetails<T extends { id: number }>(
  reader: Reader,
  rows: readonly T[],
  { extraFields }: { extraFields: boolean },
): Promise<(T & Details)[]> {
  const ids = rows.map(({ id }) => id)
  const channels = await listUserChannels(reader, ids)
  const fields = extraFields ? await listExtraFields(reader, 'user', ids) : new Map<number, FieldDetails[]>()
  return rows.map((row) => ({
    ...row,
    channels: channels.get(row.id) ?? [],
    extraFields: fields.get(row.id) ?? [],
  }))
}

/** @throws email_taken when a company user, a super admin or a customer has it */
async function assertEmailFree(writer: Writer, email: string): Promise<void> {
  const customer = await writer.db
    .selectFrom('customer')
    .select('id')
    .where('store_id', '=', writer.storeId)
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst()
  if (customer) await refuseEmail(writer, email)
}

async function refuseEmail({ db, storeId }: Reader, email: string): Promise<never> {
  const holder = await db
    .selectFrom('b2b_user')
    .select('company_id')
    .where('store_id', '=', storeId)
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst()
  if (!holder) refuse({ code: 'email_taken', email, by: 'customer' })
  refuse({ code: 'email_taken', email, by: holder.company_id === null ? 'super_admin' : 'company_user' })
}

/** A line each, so that a search does not find what begins in one and ends in another. */
function searchKey(...texts: string[]): string {
  return texts.join('\n').toLowerCase()
}
