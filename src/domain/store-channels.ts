import type { Cursor } from '../db/paging.ts'
import type { Channel, Flag } from '../db/schema.ts'
import { changed, created } from './changes.ts'
import { refuse } from './errors.ts'
import { channelFields } from './event-fields.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { lockStore } from './stores.ts'

export interface NewChannel {
  /** The number that the API shows. */
  channelId: number
  name: string
  site: string
  isDefault: boolean
  type?: Channel['type'] | undefined
  platform?: Channel['platform'] | undefined
  status?: Channel['status'] | undefined
  iconUrl?: string | undefined
  isVisible?: boolean | undefined
  isEnabled?: boolean | undefined
  b2bEnabled?: boolean | undefined
  allowGlobalLogins?: boolean | undefined
}

/** What is absent stays as it is. */
export type ChannelChanges = {
  [K in Exclude<keyof NewChannel, 'channelId'>]?: NewChannel[K] | undefined
}

/** The store's channels in the order of their internal ids, whether or not it shows more than one storefront. */
export async function listStoreChannels(
  { db, storeId }: Reader,
  { limit, after }: Cursor,
): Promise<Channel[]> {
  return db
    .selectFrom('channel')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** @throws channel_not_found */
export async function getStoreChannel({ db, storeId }: Reader, channelId: number): Promise<Channel> {
  const channel = await db
    .selectFrom('channel')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
  return channel ?? refuse({ code: 'channel_not_found', channelId, field: 'channelId' })
}

/**
 * Creates a channel. A store's first one is its default; a new default replaces the one before.
 *
 * @throws channel_exists
 */
export async function createChannel(writer: Writer, input: NewChannel): Promise<Channel> {
  const { db, storeId, now } = writer
  // Locked, because all channels of a store have one default among them.
  await lockStore(writer)
  const before = await findDefault(writer)
  if (before && input.isDefault) await endDefault(writer, before)
  const channel = await db
    .insertInto('channel')
    .values({
      store_id: storeId,
      channel_id: input.channelId,
      name: input.name,
      type: input.type ?? 'storefront',
      platform: input.platform ?? 'bigcommerce',
      status: input.status ?? 'active',
      site: input.site,
      icon_url: input.iconUrl ?? '',
      is_visible: toFlag(input.isVisible) ?? 1,
      is_enabled: toFlag(input.isEnabled) ?? 1,
      b2b_enabled: toFlag(input.b2bEnabled) ?? 1,
      allow_global_logins: toFlag(input.allowGlobalLogins) ?? 1,
      is_default: input.isDefault || !before ? 1 : 0,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['store_id', 'channel_id']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!channel) return refuse({ code: 'channel_exists', channelId: input.channelId })
  const change = created(channelFields(channel))
  await record(writer, 'channel.created', { channelId: channel.channel_id }, change)
  return channel
}

/**
 * Changes what is given. A channel that becomes the default replaces the one before; the default ends only so.
 *
 * @throws channel_not_found, default_channel_required
 */
export async function updateChannel(
  writer: Writer,
  channelId: number,
  { isDefault, ...changes }: ChannelChanges,
): Promise<Channel> {
  const { db, storeId, now } = writer
  await lockStore(writer)
  const channel = await getStoreChannel(writer, channelId)
  if (isDefault === false && channel.is_default) refuse({ code: 'default_channel_required', channelId })
  const before = isDefault && !channel.is_default ? await findDefault(writer) : undefined
  if (before) await endDefault(writer, before)
  const updated = await db
    .updateTable('channel')
    .set({
      name: changes.name,
      type: changes.type,
      platform: changes.platform,
      status: changes.status,
      site: changes.site,
      icon_url: changes.iconUrl,
      is_visible: toFlag(changes.isVisible),
      is_enabled: toFlag(changes.isEnabled),
      b2b_enabled: toFlag(changes.b2bEnabled),
      allow_global_logins: toFlag(changes.allowGlobalLogins),
      is_default: isDefault ? 1 : undefined,
      updated_at: now,
    })
    .where('store_id', '=', storeId)
    .where('id', '=', channel.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const change = changed(channelFields(channel), channelFields(updated))
  await record(writer, 'channel.updated', { channelId }, change)
  return updated
}

async function findDefault({ db, storeId }: Reader) {
  return db
    .selectFrom('channel')
    .select(['id', 'channel_id'])
    .where('store_id', '=', storeId)
    .where('is_default', '=', 1)
    .executeTakeFirst()
}

async function endDefault(writer: Writer, channel: Pick<Channel, 'id' | 'channel_id'>): Promise<void> {
  const { db, storeId, now } = writer
  await db
    .updateTable('channel')
    .set({ is_default: 0, updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', '=', channel.id)
    .execute()
  const change = changed({ isDefault: true }, { isDefault: false })
  await record(writer, 'channel.updated', { channelId: channel.channel_id }, change)
}

function toFlag(value: boolean | undefined): Flag | undefined {
  return value === undefined ? undefined : Number(value)
}
