import type { Insertable } from 'kysely'
import { compiled } from '../db/compiled.ts'
import type { B2bUser, ExtraField, Tables } from '../db/schema.ts'
import { type NewAccount, refuseEmail, searchKey } from './accounts.ts'
import { type Change, created } from './changes.ts'
import {
  addUserChannels,
  type ChannelKey,
  channelsIn,
  listChannelKeys,
  type StoreChannel,
} from './channels.ts'
import { emailKey, upsertCustomers } from './customers.ts'
import { refuse } from './errors.ts'
import { accountFields } from './event-fields.ts'
import { addExtraFields } from './extra-field-values.ts'
import { listFields } from './extra-fields.ts'
import { allInOrder } from './in-order.ts'
import type { Reader, Writer } from './scope.ts'

/** What a company user has and a super admin has not. */
interface Membership {
  companyId: number
  customerGroupId: number | null
  roleId: number
}

export interface AccountToCreate {
  input: NewAccount
  /** Null for a super admin. */
  membership: Membership | null
}

interface CreatedAccount<A> {
  asked: A
  account: B2bUser
  /** What an event tells of its creation. */
  change: Change
}

/** What new accounts need of their store. */
interface Surroundings {
  channels: StoreChannel[]
  fields: ExtraField[]
}

export async function surroundingsOf(reader: Reader): Promise<Surroundings> {
  const [channels, fields] = await allInOrder([listChannelKeys(reader), listFields(reader, 'user')])
  return { channels, fields }
}

/**
 * Creates B2B accounts and the customers behind them, or uses the customers who have the emails already: all with as many
 * statements as one. Answers in the order of `wanted`.
 *
 * @throws channel_not_found, email_taken, extra_field_unknown, extra_field_required, extra_field_invalid,
 *   extra_field_taken
 */
export async function createAccounts<A extends AccountToCreate>(
  writer: Writer,
  wanted: readonly A[],
  { channels, fields }: Surroundings,
): Promise<CreatedAccount<A>[]> {
  assertDifferentEmails(wanted)
  const placed = wanted.map((asked) => ({ asked, ...placesOf(asked.input, channels) }))
  const accounts = await insertAccounts(writer, placed)
  const made = []
  for (const { asked, channels } of placed) {
    const { email, extraFields = [] } = asked.input
    const account = accounts.get(emailKey(email)) ?? (await refuseEmail(writer, email))
    made.push({ asked, channels, account, userId: account.id, subjectId: account.id, values: extraFields })
  }
  const [extraFields] = await allInOrder([
    addExtraFields(writer, 'user', fields, made),
    addUserChannels(writer, made),
  ])
  return made.map(({ asked, channels, account }, index) => {
    const change = created({
      ...accountFields(account),
      originChannelId: asked.input.originChannelId ?? null,
      channelIds: channels.map(({ channelId }) => channelId),
      extraFields: extraFields[index],
    })
    return { asked, account, change }
  })
}

function assertDifferentEmails(wanted: readonly AccountToCreate[]): void {
  const keys = new Set<string>()
  for (const { input, membership } of wanted) {
    const { email } = input
    const key = emailKey(email)
    if (keys.has(key)) refuse({ code: 'email_taken', email, by: membership ? 'company_user' : 'super_admin' })
    keys.add(key)
  }
}

interface Placed {
  asked: AccountToCreate
  channels: ChannelKey[]
  originChannel: ChannelKey | undefined
}

/** @throws channel_not_found */
function placesOf(
  { channelIds, originChannelId }: NewAccount,
  channels: readonly StoreChannel[],
): Omit<Placed, 'asked'> {
  const chosen = channelIds ? channelsIn(channels, channelIds) : channels.filter(({ isDefault }) => isDefault)
  if (originChannelId === undefined) return { channels: chosen, originChannel: undefined }
  const [originChannel] = channelsIn(channels, [originChannelId], 'originChannelId')
  return { channels: chosen, originChannel }
}

const insert = compiled<{ rows: readonly Omit<Insertable<Tables['b2b_user']>, 'id'>[] }>()((db, { rows }) =>
  db
    .insertInto('b2b_user')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll(),
)

/** Answers accounts by the keys of their emails; none where the email is taken. */
async function insertAccounts(
  writer: Writer,
  placed: readonly Placed[],
): Promise<ReadonlyMap<string, B2bUser>> {
  const { db, storeId, now } = writer
  const customerIds = await upsertCustomers(
    writer,
    placed.map(({ asked: { input, membership } }) => ({
      email: input.email,
      firstName: input.firstName,
      lastName: input.lastName,
      phone: input.phone ?? '',
      customerGroupId: membership?.customerGroupId,
    })),
  )
  const rows = placed.map(({ asked: { input, membership }, originChannel }, index) => {
    const { email, firstName, lastName } = input
    return {
      store_id: storeId,
      company_id: membership?.companyId ?? null,
      role_id: membership?.roleId ?? null,
      // Safe because each has an id.
      customer_id: customerIds[index] as number,
      origin_channel_id: originChannel?.id ?? null,
      email,
      email_key: emailKey(email),
      first_name: firstName,
      last_name: lastName,
      phone: input.phone ?? '',
      uuid: input.uuid ?? '',
      search_key: searchKey(email, firstName, lastName),
      created_at: now,
      updated_at: now,
    }
  })
  // The unique constraint decides, because two requests may race for one email.
  const accounts = await insert.all(db, { rows })
  return new Map(accounts.map((account) => [account.email_key, account]))
}
