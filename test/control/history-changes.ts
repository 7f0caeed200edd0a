import fc from 'fast-check'
import { updateCompany } from '../../src/domain/company-changes.ts'
import { deleteCompany } from '../../src/domain/company-deletion.ts'
import { Refused } from '../../src/domain/errors.ts'
import { removeSubsidiary, setParent } from '../../src/domain/hierarchy.ts'
import { deletePermission } from '../../src/domain/permissions.ts'
import { deleteRole, updateRole } from '../../src/domain/roles.ts'
import { changeAssignments, handOver } from '../../src/domain/sales-staff-assignments.ts'
import type { Writer } from '../../src/domain/scope.ts'
import {
  changeCompaniesOfSuperAdmin,
  setSuperAdminsOfCompany,
} from '../../src/domain/super-admin-assignments.ts'
import { deleteSuperAdmin } from '../../src/domain/super-admin-deletion.ts'
import { updateSuperAdmin } from '../../src/domain/super-admins.ts'
import { updateSystemRole } from '../../src/domain/system-roles.ts'
import { retireSystemUser, updateSystemUser } from '../../src/domain/system-users.ts'
import { deleteUser, updateUser } from '../../src/domain/users.ts'
import { aCompany, aPermission, aRole, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'

/** Every object that was ever created, by id. */
export interface World {
  companies: number[]
  users: number[]
  superAdmins: number[]
  staff: number[]
  roles: number[]
  permissions: { id: number; code: string }[]
  systemRoleId: number
}

/** Numbers that choose among the objects. */
interface Choice {
  first: number
  second: number
  yes: boolean
  /** A number that is used once, for unique names. */
  nth: number
}

type Act = (writer: Writer, world: World, choice: Choice) => Promise<unknown>

const acts = {
  createCompany: async (writer, { companies }, { first, yes, nth }) => {
    const companyId = await aCompany(writer, { name: `Company ${nth}` })
    if (yes) await setParent(writer, companyId, of(companies, first))
    companies.push(companyId)
  },
  deleteCompany: (writer, { companies }, { first }) => deleteCompany(writer, of(companies, first)),
  changeStatus: (writer, { companies }, { first, second }) =>
    updateCompany(writer, of(companies, first), { status: second % 4, name: `Renamed ${second}` }),
  setParent: (writer, { companies }, { first, second }) =>
    setParent(writer, of(companies, first), of(companies, second)),
  removeSubsidiary: (writer, { companies }, { first, second }) =>
    removeSubsidiary(writer, of(companies, first), of(companies, second)),
  createUser: async (writer, { companies, users, roles }, { first, second, yes, nth }) => {
    const role = yes ? { roleId: of(roles, second) } : ({ userRole: 0 } as const)
    users.push((await aUser(writer, of(companies, first), { email: `user${nth}@acme.example`, role })).id)
  },
  renameUser: (writer, { users }, { first, nth }) =>
    updateUser(writer, of(users, first), { firstName: `Name${nth}`, email: `renamed${nth}@acme.example` }),
  changeRole: (writer, { users, roles }, { first, second }) =>
    updateUser(writer, of(users, first), { role: { roleId: of(roles, second) } }),
  deleteUser: (writer, { users }, { first }) => deleteUser(writer, of(users, first)),
  createRole: async (writer, { roles, permissions }, { first, second, nth }) => {
    const { code } = of(permissions, first)
    roles.push(await aRole(writer, { name: `Role ${nth}`, permissions: [{ code, level: levelOf(second) }] }))
  },
  updateRole: (writer, { roles, permissions }, { first, second, yes, nth }) => {
    const { code } = of(permissions, second)
    const granted = yes ? [{ code, level: levelOf(nth) }] : []
    return updateRole(writer, of(roles, first), { name: `Changed ${nth}`, permissions: granted })
  },
  deleteRole: (writer, { roles }, { first }) => deleteRole(writer, of(roles, first)),
  createPermission: async (writer, { permissions }, { nth }) => {
    const code = `code_${nth}`
    permissions.push({ id: await aPermission(writer, { name: `Permission ${nth}`, code }), code })
  },
  deletePermission: (writer, { permissions }, { first }) =>
    deletePermission(writer, of(permissions, first).id),
  createSuperAdmin: async (writer, { superAdmins }, { nth }) => {
    superAdmins.push((await aSuperAdmin(writer, { email: `super${nth}@demo.example` })).id)
  },
  renameSuperAdmin: (writer, { superAdmins }, { first, nth }) =>
    updateSuperAdmin(writer, of(superAdmins, first), { lastName: `Name${nth}` }),
  assignSuperAdmin: (writer, { superAdmins, companies }, { first, second, yes }) =>
    changeCompaniesOfSuperAdmin(writer, of(superAdmins, first), [
      { companyId: of(companies, second), assigned: yes },
    ]),
  setSuperAdmins: (writer, { superAdmins, companies }, { first, second, yes }) =>
    setSuperAdminsOfCompany(writer, of(companies, first), yes ? [of(superAdmins, second)] : []),
  deleteSuperAdmin: (writer, { superAdmins }, { first }) => deleteSuperAdmin(writer, of(superAdmins, first)),
  createStaff: async (writer, { staff }, { yes, nth }) => {
    const roleName = yes ? 'Regional Manager' : 'Sales Rep'
    staff.push(await aSalesPerson(writer, `rep${nth}@demo.example`, roleName))
  },
  changeStaff: (writer, { staff, systemRoleId }, { first, yes, nth }) =>
    updateSystemUser(writer, of(staff, first), {
      name: `Name ${nth}`,
      ...(yes && { role: { systemRoleId } }),
    }),
  retireStaff: (writer, { staff }, { first }) => retireSystemUser(writer, of(staff, first)),
  changeSystemRole: (writer, { systemRoleId }, { yes, nth }) =>
    updateSystemRole(writer, systemRoleId, { name: `Manager ${nth}`, salesStaff: yes }),
  assignStaff: (writer, { staff, companies }, { first, second, yes }) =>
    changeAssignments(writer, of(staff, first), [{ companyId: of(companies, second), assigned: yes }]),
  handOver: (writer, { staff }, { first, second }) => handOver(writer, of(staff, first), of(staff, second)),
} satisfies Record<string, Act>

const names = Object.keys(acts) as (keyof typeof acts)[]

/** Something that somebody does, and the seconds that pass before it. */
export const change = fc.record({
  act: fc.constantFrom(...names),
  first: fc.nat(7),
  second: fc.nat(7),
  yes: fc.boolean(),
  pause: fc.nat(2),
})

/** Does it, or throws when the rules forbid it. */
export async function happen(
  writer: Writer,
  world: World,
  { act, ...choice }: Choice & { act: keyof typeof acts },
): Promise<void> {
  const perform: Act = acts[act]
  await perform(writer, world, choice)
}

/** Ignores what the rules forbid. */
export function ignoreRefused(thrown: unknown): void {
  if (!(thrown instanceof Refused)) throw thrown
}

function of<T>(things: readonly T[], chosen: number): T {
  const thing = things[chosen % things.length]
  if (thing === undefined) throw new Error('There is nothing to choose of.')
  return thing
}

function levelOf(chosen: number): 1 | 2 | 3 {
  return ([1, 2, 3] as const)[chosen % 3] ?? 3
}
