import { Type } from 'typebox'
import { extraFieldValues } from '../../domain/extra-fields.ts'
import type { Person, UserRecord as Row } from '../../domain/user-records.ts'
import { ChannelList, toChannelList } from '../channel-list.ts'
import { ExtraFields } from '../fields.ts'

/** What V2 calls a super admin. */
export const SUPER_ADMIN = 3

const record = {
  id: Type.String(),
  customerId: Type.String(),
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  phoneNumber: Type.String(),
  role: Type.String(),
  companyRoleId: Type.Integer(),
  companyRoleName: Type.String(),
  uuid: Type.String(),
  catalogId: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  channelList: ChannelList,
}

export const ListedUser = Type.Object({ ...record, extraFields: Type.Optional(ExtraFields) })
export const DetailedUser = Type.Object({ ...record, extraFields: ExtraFields })

export function toListedUser(user: Row) {
  return {
    id: String(user.id),
    customerId: String(user.customer_id),
    email: user.email,
    firstName: user.first_name,
    lastName: user.last_name,
    phoneNumber: user.phone,
    role: String(toUserRole(user)),
    companyRoleId: user.role_id ?? 0,
    companyRoleName: user.role_name ?? '',
    uuid: user.uuid,
    catalogId: String(user.catalog_id ?? ''),
    createdAt: String(user.created_at),
    updatedAt: String(user.updated_at),
    channelList: toChannelList(user.channels),
  }
}

export function toDetailedUser(user: Row) {
  return { ...toListedUser(user), extraFields: extraFieldValues(user.extraFields) }
}

export function toUserRole({ user_role }: Pick<Person, 'user_role'>): number {
  return user_role ?? SUPER_ADMIN
}
