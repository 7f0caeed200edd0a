import { type Page, type Paged, paged } from '../db/paging.ts'
import type { B2bUser, UnixSeconds } from '../db/schema.ts'
import { createAccounts, surroundingsOf } from './account-creation.ts'
import { type Details, withDetails } from './account-details.ts'
import { type AccountChanges, type NewAccount, updateAccount } from './accounts.ts'
import { allValues, attempt, attemptTogether } from './attempt.ts'
import { assertCompanies } from './companies.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import { only } from './only.ts'
import { record, recordEach } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { found, searchFor } from './search.ts'
import { changeCompaniesOfSuperAdmin } from './super-admin-assignments.ts'

export type SuperAdminRecord = B2bUser & Details

export interface SuperAdminFilter {
  /** Part of a name or of the email, in any case. */
  q?: string | undefined
  uuid?: string | undefined
  /** Time bounds are strict: created or modified after, and before. */
  minCreated?: UnixSeconds | undefined
  maxCreated?: UnixSeconds | undefined
  minModified?: UnixSeconds | undefined
  maxModified?: UnixSeconds | undefined
  order: 'asc' | 'desc'
  extraFields: boolean
}

/** Super admins by the time they were last modified, each with the number of their companies. */
export async function listSuperAdmins(
  reader: Reader,
  filter: SuperAdminFilter,
  page: Page,
): Promise<Paged<SuperAdminRecord & { company_count: number }>> {
  const { q, uuid, minCreated, maxCreated, minModified, maxModified, order } = filter
  let query = superAdmins(reader).select((expression) =>
    expression
      .selectFrom('super_admin_company as assignment')
      .select((count) => count.fn.countAll<number>().as('count'))
      .whereRef('assignment.store_id', '=', 'b2b_user.store_id')
      .whereRef('assignment.super_admin_id', '=', 'b2b_user.id')
      .$asScalar()
      .$notNull()
      .as('company_count'),
  )
  if (q !== undefined) query = query.where(found('b2b_user', searchFor(q)))
  if (uuid !== undefined) query = query.where('uuid', '=', uuid)
  if (minCreated !== undefined) query = query.where('created_at', '>', minCreated)
  if (maxCreated !== undefined) query = query.where('created_at', '<', maxCreated)
  if (minModified !== undefined) query = query.where('updated_at', '>', minModified)
  if (maxModified !== undefined) query = query.where('updated_at', '<', maxModified)
  const { rows, total } = await paged(query.orderBy('updated_at', order).orderBy('id', order), page)
  return { rows: await withDetails(reader, rows, filter), total }
}

/**
 * The super admins who are assigned to a company, last modified first; `q` as in `SuperAdminFilter`.
 *
 * @throws company_not_found
 */
export async function listSuperAdminsOfCompany(
  reader: Reader,
  companyId: number,
  filter: Pick<SuperAdminFilter, 'q' | 'extraFields'>,
  page: Page,
): Promise<Paged<SuperAdminRecord>> {
  await assertCompanies(reader, [companyId])
  const assigned = superAdmins(reader).where('id', 'in', (expression) =>
    expression
      .selectFrom('super_admin_company')
      .select('super_admin_id')
      .where('super_admin_company.store_id', '=', reader.storeId)
      .where('super_admin_company.company_id', '=', companyId),
  )
  const query = filter.q === undefined ? assigned : assigned.where(found('b2b_user', searchFor(filter.q)))
  const { rows, total } = await paged(query.orderBy('updated_at', 'desc').orderBy('id', 'desc'), page)
  return { rows: await withDetails(reader, rows, filter), total }
}

/** @throws super_admin_not_found */
export async function getSuperAdmin(reader: Reader, superAdminId: number): Promise<SuperAdminRecord> {
  const row = await superAdmins(reader).where('id', '=', superAdminId).executeTakeFirst()
  const [superAdmin] = await withDetails(reader, row ? [row] : [], { extraFields: true })
  return superAdmin ?? refuse({ code: 'super_admin_not_found', superAdminId })
}

/**
 * Creates a super admin without companies.
 *
 * @throws email_taken, channel_not_found, extra_field_unknown, extra_field_required, extra_field_invalid,
 *   extra_field_taken
 */
export async function createSuperAdmin(writer: Writer, input: NewAccount): Promise<B2bUser> {
  return only(await createTogether(writer, [input]))
}

/**
 * Creates super admins without companies, all or none. Answers their ids in the order of `inputs`.
 *
 * @throws entries_refused, with what `createSuperAdmin` refuses of each
 */
export async function createSuperAdmins(writer: Writer, inputs: readonly NewAccount[]): Promise<number[]> {
  const outcomes = await attemptTogether(writer, inputs, (some) => createTogether(writer, some))
  return allValues(outcomes).map(({ id }) => id)
}

/** Answers in the order of `inputs`. Where several are refused, it throws the refusal of any. */
async function createTogether(writer: Writer, inputs: readonly NewAccount[]): Promise<B2bUser[]> {
  const superAdmins = await createAccounts(
    writer,
    inputs.map((input) => ({ input, membership: null })),
    await surroundingsOf(writer),
  )
  await recordEach(
    writer,
    'super_admin.created',
    superAdmins.map(({ account, change }) => ({ payload: { superAdminId: account.id }, change })),
  )
  return superAdmins.map(({ account }) => account)
}

/**
 * Changes what is given and answers the record as it is then.
 *
 * @throws super_admin_not_found, channel_not_found, extra_field_unknown, extra_field_required, extra_field_invalid,
 *   extra_field_taken
 */
export async function updateSuperAdmin(
  writer: Writer,
  superAdminId: number,
  changes: Omit<AccountChanges, 'email'>,
): Promise<SuperAdminRecord> {
  const change = await updateAccount(writer, await lockSuperAdmin(writer, superAdminId), changes)
  await record(writer, 'super_admin.updated', { superAdminId }, change)
  return getSuperAdmin(writer, superAdminId)
}

/**
 * Assigns the super admin with this email to a company, and creates them first when nobody has it.
 *
 * @throws company_not_found, and what `createSuperAdmin` does
 */
export async function bringSuperAdmin(
  writer: Writer,
  companyId: number,
  input: NewAccount,
): Promise<B2bUser> {
  await assertCompanies(writer, [companyId])
  const superAdmin = (await findByEmail(writer, input.email)) ?? (await createOrFind(writer, input))
  await changeCompaniesOfSuperAdmin(writer, superAdmin.id, [{ companyId, assigned: true }])
  return superAdmin
}

/** Answers the one that another caller has created at the same time, if any. */
async function createOrFind(writer: Writer, input: NewAccount): Promise<B2bUser> {
  const outcome = await attempt(writer, () => createSuperAdmin(writer, input))
  if ('value' in outcome) return outcome.value
  return (await findByEmail(writer, input.email)) ?? refuse(outcome.refusal)
}

async function findByEmail(reader: Reader, email: string): Promise<B2bUser | undefined> {
  return superAdmins(reader).where('email_key', '=', emailKey(email)).executeTakeFirst()
}

/** A super admin, locked for the rest of the transaction and read as the last change left it. */
async function lockSuperAdmin({ db, storeId }: Writer, superAdminId: number): Promise<B2bUser> {
  const row = await db
    .selectFrom('b2b_user')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', superAdminId)
    .where('company_id', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ?? refuse({ code: 'super_admin_not_found', superAdminId })
}

function superAdmins({ db, storeId }: Reader) {
  return db
    .selectFrom('b2b_user')
    .selectAll('b2b_user')
    .where('b2b_user.store_id', '=', storeId)
    .where('b2b_user.company_id', 'is', null)
}
