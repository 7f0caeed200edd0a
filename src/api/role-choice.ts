import type { RoleChoice, UserRole } from '../domain/roles.ts'

/** The role of a body that may name it in two ways: its id counts before one of the three predefined ones. */
export function toRoleChoice(
  roleId: number | undefined,
  userRole: UserRole | undefined,
): RoleChoice | undefined {
  if (roleId !== undefined) return { roleId }
  return userRole === undefined ? undefined : { userRole }
}
