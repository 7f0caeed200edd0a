import { type Page, type Paged, paged } from '../db/paging.ts'
import type { B2bUser, UnixSeconds } from '../db/schema.ts'
import {
  type AccountChanges,
  createAccount,
  type Details,
  type NewAccount,
  updateAccount,
  withDetails,
} from './accounts.ts'
import { getCompany } from './companies.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { contains } from './search.ts'
import { changeAssignments } from './super-admin-assignments.ts'

export interface SuperAdminFilter {
  /** Keeps those who are assigned to this company. */
  companyId?: number | undefined
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

export type SuperAdminRecord = B2bUser & Details & { company_count: number }

/** Super admins by the time they were last modified. */
export async function listSuperAdmins(
  reader: Reader,
  filter: SuperAdminFilter,
  page: Page,
): Promise<Paged<SuperAdminRecord>> {
  const { companyId, q, uuid, minCreated, maxCreated, minModified, maxModified, order } = filter
  let query = superAdmins(reader)
  if (companyId !== undefined) {
    query = query.where('b2b_user.id', 'in', (expression) =>
      expression
        .selectFrom('super_admin_company as kept')
        .select('kept.super_admin_id')
        .where('kept.store_id', '=', reader.storeId)
        .where('kept.company_id', '=', companyId),
    )
  }
  if (q !== undefined) query = query.where(contains('b2b_user.search_key', q))
  if (uuid !== undefined) query = query.where('uuid', '=', uuid)
  if (minCreated !== undefined) query = query.where('created_at', '>', minCreated)
  if (maxCreated !== undefined) query = query.where('created_at', '<', maxCreated)
  if (minModified !== undefined) query = query.where('updated_at', '>', minModified)
  if (maxModified !== undefined) query = query.where('updated_at', '<', maxModified)
  const { rows, total } = await paged(query.orderBy('updated_at', order).orderBy('id', order), page)
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
  const superAdmin = await createAccount(writer, input, null)
  await record(writer, 'super_admin.created', { superAdminId: superAdmin.id })
  return superAdmin
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
  await updateAccount(writer, await getSuperAdmin(writer, superAdminId), changes)
  await record(writer, 'super_admin.updated', { superAdminId })
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
  await getCompany(writer, companyId)
  const known = await superAdmins(writer).where('email_key', '=', emailKey(input.email)).executeTakeFirst()
  const superAdmin = known ?? (await createSuperAdmin(writer, input))
  await changeAssignments(writer, [{ superAdminId: superAdmin.id, companyId, assigned: true }])
  return superAdmin
}

function superAdmins({ db, storeId }: Reader) {
  return db
    .selectFrom('b2b_user')
    .selectAll('b2b_user')
    .select((expression) =>
      expression
        .selectFrom('super_admin_company as assignment')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('assignment.store_id', '=', 'b2b_user.store_id')
        .whereRef('assignment.super_admin_id', '=', 'b2b_user.id')
        .$asScalar()
        .$notNull()
        .as('company_count'),
    )
    .where('b2b_user.store_id', '=', storeId)
    .where('b2b_user.company_id', 'is', null)
}
