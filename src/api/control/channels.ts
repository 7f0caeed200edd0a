import { Type } from 'typebox'
import type { Channel } from '../../db/schema.ts'
import {
  createChannel,
  getStoreChannel,
  listStoreChannels,
  updateChannel,
} from '../../domain/store-channels.ts'
import { Id, Name } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, List, list, Success, success } from './envelope.ts'

const ChannelParams = Type.Object({ channelId: Id })
const Url = Type.String({ maxLength: 2000 })
const Choice = <T extends string>(choices: T[]) => Type.Enum(choices, { type: 'string' })

const optional = Type.Partial(
  Type.Object({
    site: Url,
    iconUrl: Url,
    type: Choice(['storefront', 'marketplace', 'pos', 'custom']),
    platform: Choice(['bigcommerce', 'amazon', 'ebay', 'custom']),
    status: Choice(['active', 'inactive', 'archived']),
    isVisible: Type.Boolean(),
    isEnabled: Type.Boolean(),
    b2bEnabled: Type.Boolean(),
    allowGlobalLogins: Type.Boolean(),
    isDefault: Type.Boolean(),
  }),
).properties

const ChannelReply = Type.Object({
  id: Type.Integer(),
  channelId: Type.Integer(),
  name: Type.String(),
  site: Type.String(),
  iconUrl: Type.String(),
  type: Type.String(),
  platform: Type.String(),
  status: Type.String(),
  isVisible: Type.Boolean(),
  isEnabled: Type.Boolean(),
  b2bEnabled: Type.Boolean(),
  allowGlobalLogins: Type.Boolean(),
  isDefault: Type.Boolean(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
})

const createOne = write({
  method: 'POST',
  url: '/channels',
  summary: 'Create a Channel',
  body: Type.Object({
    channelId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    name: Name,
    ...optional,
  }),
  status: 201,
  reply: Success(ChannelReply),
  async handle(writer, { body: { site = '', isDefault = false, ...body } }) {
    return success(toReply(await createChannel(writer, { ...body, site, isDefault })))
  },
})

const listAll = read({
  method: 'GET',
  url: '/channels',
  summary: 'List Channels',
  query: Type.Object(cursor),
  reply: List(ChannelReply),
  async handle(reader, { query }) {
    return list((await listStoreChannels(reader, query)).map(toReply), query.limit)
  },
})

const getOne = read({
  method: 'GET',
  url: '/channels/:channelId',
  summary: 'Get a Channel',
  params: ChannelParams,
  reply: Success(ChannelReply),
  async handle(reader, { params }) {
    return success(toReply(await getStoreChannel(reader, params.channelId)))
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/channels/:channelId',
  summary: 'Update a Channel',
  params: ChannelParams,
  body: Type.Object({ name: Type.Optional(Name), ...optional }),
  reply: Success(ChannelReply),
  async handle(writer, { params, body }) {
    return success(toReply(await updateChannel(writer, params.channelId, body)))
  },
})

export const channels: Operation[] = [createOne, listAll, getOne, updateOne]

function toReply(channel: Channel) {
  return {
    id: channel.id,
    channelId: channel.channel_id,
    name: channel.name,
    site: channel.site,
    iconUrl: channel.icon_url,
    type: channel.type,
    platform: channel.platform,
    status: channel.status,
    isVisible: channel.is_visible === 1,
    isEnabled: channel.is_enabled === 1,
    b2bEnabled: channel.b2b_enabled === 1,
    allowGlobalLogins: channel.allow_global_logins === 1,
    isDefault: channel.is_default === 1,
    createdAt: channel.created_at,
    updatedAt: channel.updated_at,
  }
}
