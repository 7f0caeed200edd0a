import type { Insertable } from 'kysely'
import { compiled } from '../db/compiled.ts'
import { compiledByKey } from '../db/compiled-by-key.ts'
import { inParts, MOST_ROWS } from '../db/parts.ts'
import type { Channel, Tables } from '../db/schema.ts'
import { refuse } from './errors.ts'
import type { Reader, Writer } from './scope.ts'
import { getSettings } from './settings.ts'

/** A channel by its internal id, and by the number that the API shows. */
export interface ChannelKey {
  id: number
  channelId: number
}

/** Where a body names channels. */
type ChannelField = 'channelIds' | 'originChannelId' | 'channelId'

/** A channel among all of its store. */
export interface StoreChannel extends ChannelKey {
  /** Of one channel, in a store that has any. */
  isDefault: boolean
}

/** A channel as a user's record shows it. */
export interface UserChannel extends ChannelKey {
  name: string
  iconUrl: string
}

/**
 * The store's channels, in the order of their ids.
 *
 * @throws multi_storefront_off
 */
export async function listChannels(reader: Reader): Promise<Channel[]> {
  const { multiStorefront } = await getSettings(reader)
  if (!multiStorefront) refuse({ code: 'multi_storefront_off' })
  const { db, storeId } = reader
  return db.selectFrom('channel').selectAll().where('store_id', '=', storeId).orderBy('id').execute()
}

/** @throws multi_storefront_off, channel_not_found */
export async function getChannel(reader: Reader, channelId: number): Promise<Channel> {
  const channels = await listChannels(reader)
  const channel = channels.find((one) => one.channel_id === channelId)
  return channel ?? refuse({ code: 'channel_not_found', channelId, field: 'channel_id' })
}

const keysOf = compiled<{ storeId: number }>()((db, { storeId }) =>
  db
    .selectFrom('channel')
    .select(['id', 'channel_id as channelId', 'is_default'])
    .where('store_id', '=', storeId)
    .orderBy('id'),
)

/**
 * The channels that the API calls `channelIds`, in the order of their internal ids; `field` is where they were named.
 *
 * @throws channel_not_found
 */
export async function resolveChannels(
  reader: Reader,
  channelIds: readonly number[],
  field: ChannelField = 'channelIds',
): Promise<ChannelKey[]> {
  return channelIds.length === 0 ? [] : channelsIn(await listChannelKeys(reader), channelIds, field)
}

/** All channels of the store: it has few, and a body may name more of them than one statement takes. */
export async function listChannelKeys({ db, storeId }: Reader): Promise<StoreChannel[]> {
  const rows = await keysOf.all(db, { storeId })
  return rows.map(({ id, channelId, is_default }) => ({ id, channelId, isDefault: is_default === 1 }))
}

/** As `resolveChannels`, among all `channels` of the store. */
export function channelsIn(
  channels: readonly StoreChannel[],
  channelIds: readonly number[],
  field: ChannelField = 'channelIds',
): ChannelKey[] {
  const known = new Set(channels.map(({ channelId }) => channelId))
  const missing = channelIds.find((channelId) => !known.has(channelId))
  if (missing !== undefined) refuse({ code: 'channel_not_found', channelId: missing, field })
  const wanted = new Set(channelIds)
  return channels.filter(({ channelId }) => wanted.has(channelId))
}

const insertChannels = compiled<{ rows: readonly Insertable<Tables['user_channel']>[] }>()((db, { rows }) =>
  db.insertInto('user_channel').values(rows),
)

/** Puts users, who are on none of them, on channels. */
export async function addUserChannels(
  { db, storeId }: Writer,
  users: readonly { userId: number; channels: readonly ChannelKey[] }[],
): Promise<void> {
  const rows = users.flatMap(({ userId, channels }) =>
    channels.map(({ id }) => ({ store_id: storeId, user_id: userId, channel_id: id })),
  )
  for (const part of inParts(rows, MOST_ROWS)) await insertChannels.later(db, { rows: part })
}

/** Puts a user on exactly these channels. */
export async function setUserChannels(
  writer: Writer,
  userId: number,
  channels: readonly ChannelKey[],
): Promise<void> {
  const { db, storeId } = writer
  await db.deleteFrom('user_channel').where('store_id', '=', storeId).where('user_id', '=', userId).execute()
  await addUserChannels(writer, [{ userId, channels }])
}

const channelsOf = compiledByKey<{ storeId: number }, number>()(
  (db, { storeId, keys: userIds }) =>
    db
      .selectFrom('user_channel')
      .innerJoin('channel', (join) =>
        join
          .onRef('channel.store_id', '=', 'user_channel.store_id')
          .onRef('channel.id', '=', 'user_channel.channel_id'),
      )
      .select(['user_channel.user_id', 'channel.id', 'channel.channel_id as channelId'])
      .select(['channel.name', 'channel.icon_url as iconUrl'])
      .where('user_channel.store_id', '=', storeId)
      .where('user_channel.user_id', 'in', userIds)
      .orderBy('channel.id'),
  ({ user_id }) => user_id,
)

/** The channels of each of `userIds`, in the order of their ids. */
export async function listUserChannels(
  { db, storeId }: Reader,
  userIds: readonly number[],
): Promise<Map<number, UserChannel[]>> {
  const found = await channelsOf(db, { storeId }, userIds)
  return new Map(
    userIds.map((userId) => [
      userId,
      (found.get(userId) ?? []).map(({ id, channelId, name, iconUrl }) => ({ id, channelId, name, iconUrl })),
    ]),
  )
}
