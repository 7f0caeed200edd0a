import { setImmediate } from 'node:timers/promises'
import type { NewAccount } from './accounts.ts'
import { attemptEach } from './attempt.ts'
import { getCompany } from './companies.ts'
import { type Outcome, refuse } from './errors.ts'
import type { RoleChoice } from './roles.ts'
import { runsOf } from './runs.ts'
import type { Writer } from './scope.ts'
import { bringSuperAdmin } from './super-admins.ts'
import { attemptUsers, createUser } from './user-creation.ts'
import { getCompanyUser, type Person, type UserKey } from './user-records.ts'
import { type UserChanges, updateCompanyUser } from './users.ts'

/** How many people are added together, before the event loop gets a turn. */
const MOST_TOGETHER = 25

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
  for (const run of runsOf(inputs, ({ role }) => 'superAdmin' in role, MOST_TOGETHER)) {
    // SQLite runs in this process and never waits, so nothing else would be answered until all are added.
    if (outcomes.length > 0) await setImmediate()
    const users = run.flatMap((input) => toUser(companyId, input) ?? [])
    const added =
      users.length > 0
        ? await attemptUsers(writer, users)
        : await attemptEach(writer, run, (input) => addPerson(writer, companyId, input))
    outcomes.push(...added)
  }
  return outcomes
}

function toUser<I extends NewPerson>(companyId: number, input: I) {
  const { role } = input
  return 'superAdmin' in role ? undefined : { ...input, role, companyId }
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
