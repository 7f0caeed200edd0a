import {
  createPredefinedPermissions,
  type PermissionLevel,
  predefinedPermissions,
} from './predefined-permissions.ts'
import { insertRole, type NewRole, type UserRole, userRoles } from './roles.ts'
import type { Writer } from './scope.ts'

/** Gives a store the vendor's permissions and its three roles. */
export async function createPredefinedRoles(writer: Writer): Promise<void> {
  await createPredefinedPermissions(writer)
  for (const { userRole, ...role } of predefinedRoles) {
    await insertRole(writer, role, { userRole, isPredefined: 1 })
  }
}

type LevelFor = (permission: (typeof predefinedPermissions)[number]) => PermissionLevel | undefined

const notForBuyers = new Set(['create_user', 'update_user', 'delete_user', 'get_company_subsidiaries'])
const juniorReads = new Set([
  'get_addresses',
  'get_address_detail',
  'get_default_shipping',
  'get_default_billing',
])

/** Source: docs/compatibility.md, "Predefined roles". */
export const predefinedRoles: readonly (NewRole & { userRole: UserRole })[] = [
  { name: 'Admin', userRole: userRoles.admin, permissions: grants(({ levels }) => levels.at(-1)) },
  {
    name: 'Senior Buyer',
    userRole: userRoles.seniorBuyer,
    permissions: grants(({ code, levels }) =>
      notForBuyers.has(code) ? undefined : levels.includes(2) ? 2 : levels[0],
    ),
  },
  {
    name: 'Junior Buyer',
    userRole: userRoles.juniorBuyer,
    permissions: grants(({ code, levels }) => {
      if (juniorReads.has(code)) return 2
      return levels.includes(1) && code !== 'checkout_with_quote' ? 1 : undefined
    }),
  },
]

function grants(levelFor: LevelFor): NewRole['permissions'] {
  return predefinedPermissions.flatMap((permission) => {
    const level = levelFor(permission)
    return level ? [{ code: permission.code, level }] : []
  })
}
