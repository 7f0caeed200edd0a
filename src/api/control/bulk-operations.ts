import { type Static, type TSchema, Type } from 'typebox'
import type { NewAccount } from '../../domain/accounts.ts'
import { attemptEach } from '../../domain/attempt.ts'
import { type CompanyWithAdmin, createCompanyWithAdmin } from '../../domain/company-creation.ts'
import type { Outcome } from '../../domain/errors.ts'
import { runsOf } from '../../domain/runs.ts'
import { changeAssignments } from '../../domain/sales-staff-assignments.ts'
import type { Writer } from '../../domain/scope.ts'
import { updateStoreUser } from '../../domain/store-users.ts'
import { changeCompaniesOfSuperAdmin } from '../../domain/super-admin-assignments.ts'
import { attemptUsers, type NewUser } from '../../domain/user-creation.ts'
import type { Person } from '../../domain/user-records.ts'
import { companyPlace, placeOf } from '../company-place.ts'
import { entryReader, type Reading } from '../entries.ts'
import { Email, ExtraFields, filled, Id, Name, Text, upTo } from '../fields.ts'
import { toRoleChoice } from '../role-choice.ts'

/** What became of a line. */
export interface Done {
  status: 200 | 201
  data: object
}

/** What a line asks for: a new user apart from all else, because users can be created together. */
export type Wish = { user: NewUser & { companyId: number } } | { work: (writer: Writer) => Promise<Done> }

const details = {
  phone: Type.Optional(Text),
  uuid: Type.Optional(Text),
  channelIds: Type.Optional(Type.Array(Id)),
  extraFields: Type.Optional(ExtraFields),
}
const roles = {
  userRole: Type.Optional(Type.Enum([0, 1, 2], { type: 'integer' })),
  roleId: Type.Optional(Id),
}

const Assignment = Type.Union([
  Type.Object({ salesStaffId: Id, companyId: Id }),
  Type.Object({ superAdminId: Id, companyId: Id }),
])
const Account = Type.Object({
  email: Email,
  firstName: Name,
  lastName: Name,
  ...details,
  originChannelId: Type.Optional(Id),
})
const UserLine = Type.Object({ companyId: Id, ...Account.properties, ...roles })
const ChangedUser = Type.Object({
  userId: Id,
  email: Type.Optional(Email),
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  ...details,
  ...roles,
})
const NewCompany = Type.Object({
  name: filled(200),
  email: Email,
  phone: upTo(50),
  country: filled(200),
  ...companyPlace,
  uuid: Type.Optional(Text),
  customerGroupId: Type.Optional(Id),
  priceListId: Type.Optional(Id),
  extraFields: Type.Optional(ExtraFields),
  admin: Account,
})

const readers = {
  assign: reader(Assignment, (assignment) => assigning(assignment, true)),
  unassign: reader(Assignment, (assignment) => assigning(assignment, false)),
  createUser: reader(UserLine, (line) => {
    const { companyId } = line
    const role = toRoleChoice(line.roleId, line.userRole)
    return { user: { ...toNewAccount(line), companyId, role } }
  }),
  updateUser: reader(ChangedUser, (line) => ({
    async work(writer) {
      const changes = { ...toDetails(line), role: toRoleChoice(line.roleId, line.userRole) }
      const user = await updateStoreUser(writer, line.userId, changes)
      return { status: 200, data: { userId: user.id, customerId: user.customer_id } }
    },
  })),
  createCompany: reader(NewCompany, (line) => ({
    async work(writer) {
      const { companyId, customerId } = await createCompanyWithAdmin(writer, toNewCompany(line))
      return { status: 201, data: { companyId, customerId } }
    },
  })),
}

const named = <T extends TSchema>(op: keyof typeof readers, schema: T) =>
  Type.Intersect([Type.Object({ op: Type.Literal(op) }), schema])

/** A line, for the documentation. */
export const BulkLine = Type.Union([
  named('assign', Assignment),
  named('unassign', Assignment),
  named('createUser', UserLine),
  named('updateUser', ChangedUser),
  named('createCompany', NewCompany),
])

const readNamed = entryReader(
  Type.Object({ op: Type.Enum(['assign', 'unassign', 'createUser', 'updateUser', 'createCompany']) }),
)

/** What a line asks for. */
export function readOperation(line: unknown): Reading<Wish> {
  const reading = readNamed(line)
  return 'value' in reading ? readers[reading.value.op](line) : reading
}

/** Does all that it can; what is refused stops nothing else. Outcomes stand in the order of `inputs`. */
export async function fulfil<I extends { wish: Wish }>(
  writer: Writer,
  inputs: readonly I[],
): Promise<Outcome<I, Done>[]> {
  const outcomes: Outcome<I, Done>[] = []
  for (const run of runsOf(inputs, ({ wish }) => 'user' in wish, inputs.length)) {
    const users = run.flatMap((input) => ('user' in input.wish ? [{ ...input.wish.user, input }] : []))
    for (const outcome of await attemptUsers(writer, users)) outcomes.push(toDone(outcome))
    const works = run.flatMap((input) => ('work' in input.wish ? [{ ...input.wish, input }] : []))
    for (const outcome of await attemptEach(writer, works, ({ work }) => work(writer))) {
      outcomes.push({ ...outcome, input: outcome.input.input })
    }
  }
  return outcomes
}

function toDone<I>(outcome: Outcome<{ input: I }, Person>): Outcome<I, Done> {
  const { input } = outcome.input
  if ('refusal' in outcome) return { input, refusal: outcome.refusal }
  const { id: userId, customer_id: customerId } = outcome.value
  return { input, value: { status: 201, data: { userId, customerId } } }
}

function reader<T extends TSchema>(schema: T, toWish: (input: Static<T>) => Wish) {
  const read = entryReader(schema)
  return (line: unknown): Reading<Wish> => {
    const reading = read(line)
    return 'value' in reading ? { value: toWish(reading.value) } : reading
  }
}

function assigning(line: Static<typeof Assignment>, assigned: boolean): Wish {
  const { companyId } = line
  const changes = [{ companyId, assigned }]
  return {
    async work(writer) {
      if ('salesStaffId' in line) {
        const { salesStaffId } = line
        await changeAssignments(writer, salesStaffId, changes)
        return { status: 200, data: { salesStaffId, companyId } }
      }
      const { superAdminId } = line
      await changeCompaniesOfSuperAdmin(writer, superAdminId, changes)
      return { status: 200, data: { superAdminId, companyId } }
    },
  }
}

// Each key is named, because a line may have others that the domain would take.

function toDetails(line: Omit<Static<typeof ChangedUser>, 'userId'>) {
  const { email, firstName, lastName, phone, uuid, channelIds, extraFields } = line
  return { email, firstName, lastName, phone, uuid, channelIds, extraFields }
}

function toNewAccount(line: Static<typeof Account>): NewAccount {
  const { email, firstName, lastName, originChannelId } = line
  return { ...toDetails(line), email, firstName, lastName, originChannelId }
}

function toNewCompany({ admin, ...line }: Static<typeof NewCompany>): CompanyWithAdmin {
  const { name, email, phone, country, uuid, customerGroupId, priceListId, extraFields } = line
  const terms = { uuid, customerGroupId, priceListId, extraFields }
  return { name, email, phone, country, ...placeOf(line), ...terms, admin: toNewAccount(admin) }
}
