import { type Static, Type } from 'typebox'
import type { NewAccount } from '../../domain/accounts.ts'
import type { NewPerson, PersonRole } from '../../domain/people.ts'
import { userRoles } from '../../domain/roles.ts'
import { Email, ExtraFields, Id, Name, Switch, Text } from '../fields.ts'

/** What a user may be given besides names. */
const details = {
  userRole: Type.Optional(
    Type.Enum([0, 1, 2, 3, '0', '1', '2', '3'], {
      description: '0 admin, 1 senior buyer, 2 junior buyer, 3 super admin',
    }),
  ),
  companyRoleId: Type.Optional(Id),
  uuid: Type.Optional(Text),
  channelIds: Type.Optional(Type.Array(Id)),
  extraFields: Type.Optional(ExtraFields),
}

/** Accepted without effect: Roster sends no email. */
export const welcome = { acceptWelcomeEmail: Type.Optional(Switch) }

export const NewUser = Type.Object({
  email: Email,
  firstName: Name,
  lastName: Name,
  phone: Text,
  ...details,
  originChannelId: Type.Optional(Id),
})

export const UserByEmail = Type.Object({
  email: Email,
  firstName: Name,
  lastName: Name,
  phone: Type.Optional(Text),
  ...details,
  ...welcome,
})

export const UserChanges = Type.Object({
  email: Type.Optional(Email),
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  phone: Type.Optional(Text),
  ...details,
  ...welcome,
})

export function toNewPerson(body: Static<typeof NewUser>): NewPerson {
  const { email, firstName, lastName, phone, originChannelId } = body
  const role = toRole(body) ?? { userRole: userRoles.juniorBuyer }
  return { email, firstName, lastName, phone, originChannelId, ...toDetails(body), role }
}

/** The changes that a body asks for; what it does not name stays. */
export function toChanges(body: Omit<Static<typeof UserChanges>, 'email'>) {
  const { firstName, lastName, phone } = body
  return { firstName, lastName, phone, ...toDetails(body), role: toRole(body) }
}

type Details = Pick<Static<typeof UserChanges>, 'uuid' | 'channelIds' | 'extraFields'>

function toDetails({ uuid, channelIds, extraFields }: Details) {
  return { uuid, channelIds, extraFields } satisfies Partial<NewAccount>
}

function toRole({
  userRole,
  companyRoleId,
}: Pick<Static<typeof UserChanges>, 'userRole' | 'companyRoleId'>): PersonRole | undefined {
  if (companyRoleId !== undefined) return { roleId: companyRoleId }
  return userRole === undefined ? undefined : roles[userRole]
}

const roles = {
  '0': { userRole: userRoles.admin },
  '1': { userRole: userRoles.seniorBuyer },
  '2': { userRole: userRoles.juniorBuyer },
  '3': { superAdmin: true },
} as const
