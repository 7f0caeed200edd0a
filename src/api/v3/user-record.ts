import { Type } from 'typebox'
import { extraFieldValues } from '../../domain/extra-fields.ts'
import type { StoreUser } from '../../domain/store-users.ts'
import { ChannelList, toChannelList } from '../channel-list.ts'

const ExtraFieldReply = Type.Object({ fieldName: Type.String(), fieldValue: Type.String() })

const common = {
  id: Type.Integer(),
  firstName: Type.String(),
  lastName: Type.String(),
  email: Type.String(),
  phoneNumber: Type.String(),
  role: Type.Integer(),
  companyRoleId: Type.Integer(),
  companyRoleName: Type.String(),
  uuid: Type.String(),
  companyId: Type.Integer(),
  customerId: Type.Integer(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
}

/** A user as lists show one; `extraFields` stands there when it was asked for. */
export const ListedUser = Type.Object({
  ...common,
  channelList: ChannelList,
  extraFields: Type.Optional(Type.Array(ExtraFieldReply)),
})

export const UserReply = Type.Object({
  ...common,
  channelList: ChannelList,
  extraFields: Type.Array(ExtraFieldReply),
})

/** What an update answers: its channels go by their internal ids. */
export const ChangedUser = Type.Object({
  ...common,
  channelList: Type.Array(
    Type.Object({
      channelId: Type.Integer(),
      channelName: Type.String(),
      bcChannelId: Type.Integer(),
      iconUrl: Type.String(),
    }),
  ),
  extraFields: Type.Array(ExtraFieldReply),
})

export function toListed(user: StoreUser, { extraFields }: { extraFields: boolean }) {
  return {
    ...toCommon(user),
    channelList: toChannelList(user.channels),
    ...(extraFields && { extraFields: extraFieldValues(user.extraFields) }),
  }
}

export function toReply(user: StoreUser) {
  return {
    ...toCommon(user),
    channelList: toChannelList(user.channels),
    extraFields: extraFieldValues(user.extraFields),
  }
}

export function toChanged(user: StoreUser) {
  const channels = user.channels.map(({ id, channelId, name, iconUrl }) => ({
    channelId: id,
    channelName: name,
    bcChannelId: channelId,
    iconUrl,
  }))
  return { ...toCommon(user), channelList: channels, extraFields: extraFieldValues(user.extraFields) }
}

function toCommon(user: StoreUser) {
  return {
    id: user.id,
    firstName: user.first_name,
    lastName: user.last_name,
    email: user.email,
    phoneNumber: user.phone,
    role: user.user_role,
    companyRoleId: user.role_id,
    companyRoleName: user.role_name,
    uuid: user.uuid,
    companyId: user.company_id,
    customerId: user.customer_id,
    createdAt: user.created_at,
    updatedAt: user.updated_at,
  }
}
