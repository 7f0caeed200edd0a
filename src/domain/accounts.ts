import type { B2bUser } from '../db/schema.ts'
import { type Change, changed } from './changes.ts'
import { type ChannelKey, listUserChannels, resolveChannels, setUserChannels } from './channels.ts'
import { emailKey, updateCustomer } from './customers.ts'
import { refuse } from './errors.ts'
import { accountFields } from './event-fields.ts'
import { setExtraFields } from './extra-field-values.ts'
import type { FieldValue } from './extra-fields.ts'
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

/**
 * Changes what is given, also in the customer behind the account, and answers the fields that changed.
 *
 * @throws email_taken, channel_not_found, extra_field_unknown, extra_field_required, extra_field_invalid,
 *   extra_field_taken
 */
export async function updateAccount(
  writer: Writer,
  account: B2bUser,
  { channelIds, extraFields, ...changes }: AccountChanges & { roleId?: number | undefined },
): Promise<Change> {
  const { db, storeId, now } = writer
  const { email = account.email, firstName = account.first_name, lastName = account.last_name } = changes
  if (emailKey(email) !== account.email_key) await assertEmailFree(writer, email)
  // The customer before the account, as in `createAccounts`: one order, so that there is no deadlock.
  await updateCustomer(writer, account.customer_id, { email, firstName, lastName })
  const updated = await db
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
    .returningAll()
    .executeTakeFirstOrThrow()
  const channels = channelIds && (await changeChannels(writer, account.id, channelIds))
  const fields = extraFields && (await setExtraFields(writer, 'user', account.id, extraFields))
  return changed(
    {
      ...accountFields(account),
      ...(channels && { channelIds: channels.before }),
      ...(fields && { extraFields: fields.before }),
    },
    {
      ...accountFields(updated),
      ...(channels && { channelIds: channels.after }),
      ...(fields && { extraFields: fields.after }),
    },
  )
}

/** Answers the channels before and after, by the numbers that the API shows. */
async function changeChannels(writer: Writer, userId: number, channelIds: readonly number[]) {
  const channels = await resolveChannels(writer, channelIds)
  const had = (await listUserChannels(writer, [userId])).get(userId) ?? []
  await setUserChannels(writer, userId, channels)
  const numbers = (some: readonly ChannelKey[]) => some.map(({ channelId }) => channelId)
  return { before: numbers(had), after: numbers(channels) }
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

/** @throws email_taken */
export async function refuseEmail({ db, storeId }: Reader, email: string): Promise<never> {
  const holder = await db
    .selectFrom('b2b_user')
    .select('company_id')
    .where('store_id', '=', storeId)
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst()
  if (!holder) refuse({ code: 'email_taken', email, by: 'customer' })
  refuse({ code: 'email_taken', email, by: holder.company_id === null ? 'super_admin' : 'company_user' })
}

/** One text on each line, so that a search finds nothing that begins in one text and ends in the next. */
export function searchKey(...texts: string[]): string {
  return texts.join('\n').toLowerCase()
}
