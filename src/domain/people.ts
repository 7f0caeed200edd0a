import { setImmediate } from 'node:timers/promises'
import type { NewAccount } from './accounts.ts'
import { attempt } from './attempt.ts'
import { getCompany } from './companies.ts'
import { type Outcome, refuse } from './errors.ts'
import type { RoleChoice } from './roles.ts'
import type { Writer } from './scope.ts'
import { bringSuperAdmin } from './super-admins.ts'
import { getCompanyUser, type Person, type UserKey } from './user-records.ts'
import { createUser, type UserChanges, updateCompanyUser } from './users.ts'

/** How many people are added before the event loop gets a turn. */
const ENTRIES_IN_A_TURN = 20

/** What somebody is to a company: a user with a role, or a super admin who may act for it. */
export type PersonRole = RoleChoice | { superAdmin: true }
export type NewPerson = NewAccount & { role: PersonRole }
export type PersonChanges = Omit<UserChanges, 'role'> & { role?: PersonRole | undefined }

/**
 * Creates a company user, or brings a super admin.
 *
 * @throws what `createUser` and `bringSuperAdmin` do
 */
export async function addPerson(
  writer: Writer,
  companyId: number,
  { role, ...input }: NewPerson,
): Promise<Person> {
  if (!('superAdmin' in role)) return createUser(writer, companyId, { ...input, role })
  return { ...(await bringSuperAdmin(writer, companyId, input)), user_role: null }
}

/**
 * Adds everybody who can be added; somebody who is refused does not stop the others.
 * Outcomes stand in the order of `inputs`.
 *
 * @throws company_not_found
 */
export async function addPeople<I extends NewPerson>(
  writer: Writer,
  companyId: number,
  inputs: readonly I[],
): Promise<Outcome<I, Person>[]> {
  await getCompany(writer, companyId)
  const outcomes: Outcome<I, Person>[] = []
  for (const [place, input] of inputs.entries()) {
    // SQLite runs in this process and never waits, so nothing else would be answered until all are added.
    if (place > 0 && place % ENTRIES_IN_A_TURN === 0) await setImmediate()
    outcomes.push({ input, ...(await attempt(writer, () => addPerson(writer, companyId, input))) })
  }
  return outcomes
}

/**
 * As `updateCompanyUser`, for a caller who may ask for anything: nobody becomes a super admin by an edit.
 *
 * @throws role_change_forbidden, and what `updateCompanyUser` does
 */
export async function updatePerson(
  writer: Writer,
  companyId: number,
  key: UserKey,
  { role, ...changes }: PersonChanges,
): Promise<{ userId: number; customerId: number }> {
  if (!role || !('superAdmin' in role)) return updateCompanyUser(writer, companyId, key, { ...changes, role })
  const user = await getCompanyUser(writer, companyId, key)
  return refuse({ code: 'role_change_forbidden', userId: user.id })
}
