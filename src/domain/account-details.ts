import type { B2bUser } from '../db/schema.ts'
import type { Fields } from './changes.ts'
import { listUserChannels, type UserChannel } from './channels.ts'
import { accountFields } from './event-fields.ts'
import { extraFieldValues, type FieldDetails, listExtraFields } from './extra-fields.ts'
import type { Reader } from './scope.ts'

/** What a record shows beyond the row itself. */
export interface Details {
  channels: UserChannel[]
  extraFields: FieldDetails[]
}

/** Adds to each row what is in other tables, with one query for each however many rows there are. */
export async function withDetails<T extends { id: number }>(
  reader: Reader,
  rows: readonly T[],
  { extraFields }: { extraFields: boolean },
): Promise<(T & Details)[]> {
  const ids = rows.map(({ id }) => id)
  const [channels, fields] = await Promise.all([
    listUserChannels(reader, ids),
    extraFields ? listExtraFields(reader, 'user', ids) : new Map<number, FieldDetails[]>(),
  ])
  return rows.map((row) => ({
    ...row,
    channels: channels.get(row.id) ?? [],
    extraFields: fields.get(row.id) ?? [],
  }))
}

/** What events tell of accounts, whole, by their ids and in the order of `accounts`. */
export async function listAccountFields(
  reader: Reader,
  accounts: readonly B2bUser[],
): Promise<Map<number, Fields>> {
  const detailed = await withDetails(reader, accounts, { extraFields: true })
  return new Map(
    detailed.map(({ channels, extraFields, ...account }) => [
      account.id,
      {
        ...accountFields(account),
        channelIds: channels.map(({ channelId }) => channelId),
        extraFields: extraFieldValues(extraFields),
      },
    ]),
  )
}

/** As `listAccountFields`, for one. */
export async function getAccountFields(reader: Reader, account: B2bUser): Promise<Fields> {
  const fields = await listAccountFields(reader, [account])
  return fields.get(account.id) ?? accountFields(account)
}
