import { compiled } from '../db/compiled.ts'
import type { Company } from '../db/schema.ts'
import { attempt } from './attempt.ts'
import { created } from './changes.ts'
import { refuse } from './errors.ts'
import { companyFields } from './event-fields.ts'
import { addExtraFields } from './extra-field-values.ts'
import { type FieldValue, listFields } from './extra-fields.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

/** The values of `status`. */
export const companyStatuses = { pending: 0, approved: 1, rejected: 2, inactive: 3 } as const

export interface NewCompany {
  name: string
  email: string
  phone: string
  addressLine1?: string | undefined
  addressLine2?: string | undefined
  city?: string | undefined
  state?: string | undefined
  country: string
  zipCode?: string | undefined
  description?: string | undefined
  uuid?: string | undefined
  status: number
  parentId?: number | undefined
  customerGroupId?: number | undefined
  priceListId?: number | undefined
  extraFields?: readonly FieldValue[] | undefined
}

const byId = compiled<{ storeId: number; companyId: number }>()((db, { storeId, companyId }) =>
  db.selectFrom('company').selectAll().where('store_id', '=', storeId).where('id', '=', companyId),
)

/** @throws company_not_found */
export async function getCompany({ db, storeId }: Reader, companyId: number): Promise<Company> {
  const company = await byId.first(db, { storeId, companyId })
  return company ?? refuse({ code: 'company_not_found', companyId })
}

/**
 * The company whose user a customer is.
 *
 * @throws user_not_found
 */
export async function getCompanyOfCustomer({ db, storeId }: Reader, customerId: number): Promise<Company> {
  const company = await db
    .selectFrom('company')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', (expression) =>
      expression
        .selectFrom('b2b_user')
        .select('b2b_user.company_id')
        .where('b2b_user.store_id', '=', storeId)
        .where('b2b_user.customer_id', '=', customerId),
    )
    .executeTakeFirst()
  return company ?? refuse({ code: 'user_not_found', customerId })
}

/** @throws company_not_found for the first of `companyIds` that the store does not have */
export async function assertCompanies({ db, storeId }: Reader, companyIds: readonly number[]): Promise<void> {
  if (companyIds.length === 0) return
  const rows = await db
    .selectFrom('company')
    .select('id')
    .where('store_id', '=', storeId)
    .where('id', 'in', companyIds)
    .execute()
  const known = new Set(rows.map(({ id }) => id))
  const missing = companyIds.find((id) => !known.has(id))
  if (missing !== undefined) refuse({ code: 'company_not_found', companyId: missing })
}

/**
 * A company, locked for the rest of the transaction: others who change it, or its users, wait. So rules over the company
 * and all its users hold. By an update, as `isolate` asks.
 *
 * @throws company_not_found
 */
export async function lockCompany({ db, storeId }: Writer, companyId: number): Promise<Company> {
  const locked = await db
    .updateTable('company')
    .set((expression) => ({ status: expression.ref('status') }))
    .where('store_id', '=', storeId)
    .where('id', '=', companyId)
    .returningAll()
    .executeTakeFirst()
  return locked ?? refuse({ code: 'company_not_found', companyId })
}

/** As `lockCompany`, for those of these companies that are there. */
export async function lockCompanies(writer: Writer, companyIds: readonly number[]): Promise<void> {
  for (const companyId of inLockOrder(companyIds)) {
    await attempt(writer, () => lockCompany(writer, companyId))
  }
}

/** Whoever locks several companies takes them in this order, so that no two transactions wait for each other. */
export function inLockOrder(companyIds: readonly number[]): number[] {
  return [...new Set(companyIds)].toSorted((a, b) => a - b)
}

const byIdToKeep = compiled<{ storeId: number; companyId: number }>()((db, { storeId, companyId }) =>
  db
    .selectFrom('company')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', companyId)
    .forKeyShare(),
)

/**
 * A company, which is not deleted before this transaction ends. For transactions that add something to it: they take this
 * lock before any other, as the deletion of a company does, so that they cannot deadlock.
 *
 * @throws company_not_found
 */
export async function keepCompany({ db, storeId }: Writer, companyId: number): Promise<Company> {
  const company = await byIdToKeep.first(db, { storeId, companyId })
  return company ?? refuse({ code: 'company_not_found', companyId })
}

/**
 * As `lockCompany`, for its deletion: the lock also excludes transactions that insert rows which refer to the company,
 * so that none is missed.
 *
 * @throws company_not_found
 */
export async function sealCompany({ db, storeId }: Writer, companyId: number): Promise<Company> {
  const sealed = await db
    .selectFrom('company')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', companyId)
    .forUpdate()
    .executeTakeFirst()
  return sealed ?? refuse({ code: 'company_not_found', companyId })
}

/** Creates a company without users and answers its id. */
export async function createCompany(writer: Writer, input: NewCompany): Promise<number> {
  const company = await writer.db
    .insertInto('company')
    .values({
      store_id: writer.storeId,
      parent_id: input.parentId ?? null,
      customer_group_id: input.customerGroupId ?? null,
      price_list_id: input.priceListId ?? null,
      name: input.name,
      email: input.email,
      phone: input.phone,
      address_line1: input.addressLine1 ?? '',
      address_line2: input.addressLine2 ?? '',
      city: input.city ?? '',
      state: input.state ?? '',
      country: input.country,
      zip_code: input.zipCode ?? '',
      description: input.description ?? '',
      uuid: input.uuid ?? '',
      status: input.status,
      search_key: input.name.toLowerCase(),
      created_at: writer.now,
      updated_at: writer.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const { id: companyId } = company
  const [extraFields = []] = await addExtraFields(writer, 'company', await listFields(writer, 'company'), [
    { subjectId: companyId, values: input.extraFields ?? [] },
  ])
  const change = created({ ...companyFields(company), extraFields })
  await record(writer, 'company.created', { companyId }, change)
  return companyId
}
