import type { B2bUser } from '../db/schema.ts'
import type { NewAccount } from './accounts.ts'
import { attempt } from './attempt.ts'
import { getCompany } from './companies.ts'
import type { Outcome } from './errors.ts'
import type { RoleChoice } from './roles.ts'
import type { Writer } from './scope.ts'
import { bringSuperAdmin } from './super-admins.ts'
import { createUser } from './users.ts'

/** Somebody who is to act for a company: a user of it, or a super admin who is assigned to it. */
export type NewPerson = NewAccount & { role: RoleChoice | { superAdmin: true } }

/**
 * Creates a company user, or brings a super admin.
 *
 * @throws what `createUser` and `bringSuperAdmin` do
 */
export async function addPerson(
  writer: Writer,
  companyId: number,
  { role, ...input }: NewPerson,
): Promise<B2bUser> {
  if ('superAdmin' in role) return bringSuperAdmin(writer, companyId, input)
  return createUser(writer, companyId, { ...input, role })
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
): Promise<Outcome<I, B2bUser>[]> {
  await getCompany(writer, companyId)
  const outcomes: Outcome<I, B2bUser>[] = []
  for (const input of inputs) {
    outcomes.push({ input, ...(await attempt(writer, () => addPerson(writer, companyId, input))) })
  }
  return outcomes
}
