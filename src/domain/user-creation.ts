import { createAccounts, surroundingsOf } from './account-creation.ts'
import type { NewAccount } from './accounts.ts'
import { askedOnce } from './asked-once.ts'
import { attemptTogether } from './attempt.ts'
import { keepCompany } from './companies.ts'
import { type Outcome, refuse } from './errors.ts'
import { allInOrder } from './in-order.ts'
import { only } from './only.ts'
import { recordEach } from './outbox.ts'
import { type RoleChoice, resolveRole } from './roles.ts'
import type { Writer } from './scope.ts'
import type { Person } from './user-records.ts'

export type NewUser = NewAccount & { role: RoleChoice | undefined }

interface NewCompanyUser extends NewUser {
  companyId: number
}

/**
 * @throws company_not_found, role_missing, role_not_found, channels_missing, email_taken, channel_not_found,
 *   extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function createUser(writer: Writer, companyId: number, input: NewUser): Promise<Person> {
  return only(await createTogether(writer, [{ ...input, companyId }]))
}

/**
 * Creates all of these users or none. Answers in the order of `inputs`.
 *
 * @throws what `createUser` refuses of the first who is refused
 */
export async function createUsers(writer: Writer, inputs: readonly NewCompanyUser[]): Promise<Person[]> {
  const outcomes = await attemptUsers(writer, inputs)
  return outcomes.map((outcome) => ('value' in outcome ? outcome.value : refuse(outcome.refusal)))
}

/** Creates those of these users who can be created. Outcomes stand in the order of `inputs`. */
export async function attemptUsers<I extends NewCompanyUser>(
  writer: Writer,
  inputs: readonly I[],
): Promise<Outcome<I, Person>[]> {
  return attemptTogether(writer, inputs, (some) => createTogether(writer, some))
}

/** Answers in the order of `inputs`. Where several are refused, it throws the refusal of any. */
async function createTogether(writer: Writer, inputs: readonly NewCompanyUser[]): Promise<Person[]> {
  const chosen = inputs.map((input) => {
    const { role, channelIds } = input
    if (!role) return refuse({ code: 'role_missing' })
    if (channelIds?.length === 0) refuse({ code: 'channels_missing' })
    return { input, role }
  })
  const companyOf = askedOnce((companyId: number) => keepCompany(writer, companyId))
  const roleOf = askedOnce((choice: RoleChoice) => resolveRole(writer, choice))
  const [members, surroundings] = await allInOrder([
    allInOrder(
      chosen.map(async ({ input, role: choice }) => {
        const { companyId } = input
        const [company, role] = await allInOrder([companyOf(companyId), roleOf(choice)])
        const membership = { companyId, customerGroupId: company.customer_group_id, roleId: role.id }
        return { input, membership, userRole: role.user_role }
      }),
    ),
    surroundingsOf(writer),
  ])
  const users = await createAccounts(writer, members, surroundings)
  const occurrences = users.map(({ asked, account, change }) => ({
    payload: { userId: account.id, companyId: asked.input.companyId },
    change,
  }))
  await recordEach(writer, 'user.created', occurrences)
  return users.map(({ asked, account }) => ({ ...account, user_role: asked.userRole }))
}
