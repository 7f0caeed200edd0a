import { compiled } from '../db/compiled.ts'
import { compiledByKey } from '../db/compiled-by-key.ts'
import type { Channel } from '../db/schema.ts'
import { refuse } from './errors.ts'
import type { Reader, Writer } from './scope.ts'
import { getSettings } from './settings.ts'

/** A channel by its internal id, and by the number that the API shows. */
export interface ChannelKey {
  id: number
  channelId: number
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

// All channels, because a store has few, and a body may name more of them than one statement takes.
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
  { db, storeId }: Reader,
  channelIds: readonly number[],
  field: 'channelIds' | 'originChannelId' | 'channelId' = 'channelIds',
): Promise<ChannelKey[]> {
  if (channelIds.length === 0) return []
  const rows = await keysOf.all(db, { storeId })
  const known = new Set(rows.map(({ channelId }) => channelId))
  const missing = channelIds.find((channelId) => !known.has(channelId))
  if (missing !== undefined) refuse({ code: 'channel_not_found', channelId: missing, field })
  const wanted = new Set(channelIds)
  return rows.filter(({ channelId }) => wanted.has(channelId)).map(toKey)
}

/** The store's default channel: one, or none in a store without channels. */
export async function defaultChannels({ db, storeId }: Reader): Promise<ChannelKey[]> {
  const rows = await keysOf.all(db, { storeId })
  return rows.filter((row) => row.is_default === 1).map(toKey)
}

function toKey({ id, channelId }: ChannelKey): ChannelKey {
  return { id, channelId }
}

const insertChannels = compiled<{ storeId: number; userId: number; ids: readonly number[] }>()(
  (db, { storeId, userId, ids }) =>
    db
      .insertInto('user_channel')
      .values(ids.map((id) => ({ store_id: storeId, user_id: userId, channel_id: id }))),
)

/** Puts a user, who is on none of them, on these channels. */
export async function addUserChannels(
  { db, storeId }: Writer,
  userId: number,
  channels: readonly ChannelKey[],
): Promise<void> {
  if (channels.length === 0) return
  await insertChannels.later(db, { storeId, userId, ids: channels.map(({ id }) => id) })
}

/** Puts a user on exactly these channels. */
export async function setUserChannels(
  writer: Writer,
  userId: number,
  channels: readonly ChannelKey[],
): Promise<void> {
  const { db, storeId } = writer
  await db.deleteFrom('user_channel').where('store_id', '=', storeId).where('user_id', '=', userId).execute()
  await addUserChannels(writer, userId, channels)
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
