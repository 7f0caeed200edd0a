import { Type } from 'typebox'
import type { Channel } from '../../db/schema.ts'
import { getChannel, listChannels } from '../../domain/channels.ts'
import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import { Id } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { read } from '../read.ts'
import { byField } from '../sentences.ts'
import { Success, success } from './envelope.ts'
import { oneSentence } from './words.ts'

const ChannelReply = Type.Object({
  id: Type.Integer(),
  channelId: Type.Integer(),
  name: Type.String(),
  type: Type.String(),
  platform: Type.String(),
  status: Type.String(),
  site: Type.String(),
  isVisible: Type.Boolean(),
  isEnabled: Type.Boolean(),
  iconUrl: Type.String(),
  b2bEnabled: Type.Boolean(),
  allowGlobalLogins: Type.Boolean(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
})

/** Channels refuse in an envelope of their own. */
const own = {
  words: { refused, invalid: (issues) => refusal(422, oneSentence(byField(issues))) } satisfies Words,
  refusal: Type.Object({ code: Type.Integer(), message: Type.String() }, { additionalProperties: false }),
}

const listAll = read({
  method: 'GET',
  url: '/channels',
  summary: 'Get Storefront Channels',
  reply: Success(Type.Array(ChannelReply)),
  ...own,
  async handle(reader) {
    return success((await listChannels(reader)).map(toReply), 'SUCCESS')
  },
})

const getOne = read({
  method: 'GET',
  url: '/channels/:channel_id',
  summary: 'Get a Storefront Channel',
  params: Type.Object({ channel_id: Id }),
  reply: Success(ChannelReply),
  ...own,
  async handle(reader, { params }) {
    return success(toReply(await getChannel(reader, params.channel_id)), 'SUCCESS')
  },
})

export const channels: Operation[] = [listAll, getOne]

/** Times are texts here, unlike everywhere else in V3. */
function toReply(channel: Channel) {
  return {
    id: channel.id,
    channelId: channel.channel_id,
    name: channel.name,
    type: channel.type,
    platform: channel.platform,
    status: channel.status,
    site: channel.site,
    isVisible: channel.is_visible === 1,
    isEnabled: channel.is_enabled === 1,
    iconUrl: channel.icon_url,
    b2bEnabled: channel.b2b_enabled === 1,
    allowGlobalLogins: channel.allow_global_logins === 1,
    createdAt: String(channel.created_at),
    updatedAt: String(channel.updated_at),
  }
}

function refused(refused: Refusal): Answer {
  return refused.code === 'multi_storefront_off'
    ? refusal(403, 'Multi storefront is not enabled')
    : refusal(404, 'The channel does not exist.')
}

function refusal(status: number, message: string): Answer {
  return { status, body: { code: status, message } }
}
