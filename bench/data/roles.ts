import { levelsOf, predefinedPermissions } from '../../src/domain/predefined-permissions.ts'
import { createRole } from '../../src/domain/roles.ts'
import type { Writer } from '../../src/domain/scope.ts'

const OWN_ROLES = 20

/** Roles of the store besides the three predefined ones; each grants a different part of the permissions. */
export async function fillRoles(writer: Writer): Promise<void> {
  for (let nth = 1; nth <= OWN_ROLES; nth += 1) {
    const permissions = predefinedPermissions.flatMap(({ code }, place) => {
      const level = levelsOf(code).at(-1)
      return level === undefined || place % OWN_ROLES === nth ? [] : [{ code, level }]
    })
    await createRole(writer, { name: `Purchasing ${nth}`, permissions })
  }
}
