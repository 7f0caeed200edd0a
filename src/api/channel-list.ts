import { Type } from 'typebox'
import type { UserChannel } from '../domain/channels.ts'

/** The channels of a user or super admin, as V2 and V3 show them. */
export const ChannelList = Type.Array(
  Type.Object({ channelId: Type.Integer(), channelName: Type.String(), iconUrl: Type.String() }),
)

export function toChannelList(channels: readonly UserChannel[]) {
  return channels.map(({ channelId, name, iconUrl }) => ({ channelId, channelName: name, iconUrl }))
}
