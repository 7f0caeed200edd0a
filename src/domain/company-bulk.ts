import { attemptEach } from './attempt.ts'
import { lockCompanies } from './companies.ts'
import { type CompanyChanges, updateCompany } from './company-changes.ts'
import { type CompanyWithAdmin, type CreatedCompany, createCompanyWithAdmin } from './company-creation.ts'
import { type Outcome, refuse } from './errors.ts'
import type { Reader, Writer } from './scope.ts'

export interface BulkCompany extends CompanyWithAdmin {
  /** Names the price list instead of its id. */
  priceListName?: string | undefined
}

export interface BulkChanges extends CompanyChanges {
  companyId: number
}

/**
 * Creates every company that can be, with its admin; one that is refused does not stop the others. Outcomes stand in
 * the order of `inputs`, and a refusal is what `createCompanyWithAdmin` refuses, or price_list_unknown.
 */
export async function createCompanies<I extends BulkCompany>(
  writer: Writer,
  inputs: readonly I[],
): Promise<Outcome<I, CreatedCompany>[]> {
  const bulk: Writer = { ...writer, bulk: true }
  return attemptEach(writer, inputs, (input) => createNamed(bulk, input))
}

/**
 * Changes every company that can be; one that is refused does not stop the others. Outcomes stand in the order of
 * `inputs`, and a refusal is what `updateCompany` refuses.
 */
export async function updateCompanies<I extends BulkChanges>(
  writer: Writer,
  inputs: readonly I[],
): Promise<Outcome<I, number>[]> {
  await lockCompanies(
    writer,
    inputs.map(({ companyId }) => companyId),
  )
  return attemptEach(writer, inputs, async ({ companyId, ...changes }) => {
    await updateCompany(writer, companyId, changes)
    return companyId
  })
}

async function createNamed(
  writer: Writer,
  { priceListName, ...input }: BulkCompany,
): Promise<CreatedCompany> {
  if (!priceListName) return createCompanyWithAdmin(writer, input)
  const priceListId = await priceListNamed(writer, priceListName)
  return createCompanyWithAdmin(writer, { ...input, priceListId })
}

/** The oldest price list of this name. */
async function priceListNamed({ db, storeId }: Reader, name: string): Promise<number> {
  const priceList = await db
    .selectFrom('price_list')
    .select('id')
    .where('store_id', '=', storeId)
    .where('name', '=', name)
    .orderBy('id')
    .executeTakeFirst()
  return priceList?.id ?? refuse({ code: 'price_list_unknown', name })
}
