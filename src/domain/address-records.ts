import { type RawBuilder, sql } from 'kysely'
import { type Page, type Paged, paged } from '../db/paging.ts'
import type { Address, UnixSeconds } from '../db/schema.ts'
import type { Fields } from './changes.ts'
import { assertCompanies } from './companies.ts'
import { findCountryByCode, findCountryByName } from './countries.ts'
import { refuse } from './errors.ts'
import { addressFields } from './event-fields.ts'
import { extraFieldValues, type FieldDetails, listExtraFields } from './extra-fields.ts'
import type { Reader } from './scope.ts'

export interface AddressFilter {
  companyId?: number | undefined
  /** Part of a name, of a line, the city, the zip code or the phone, in any case. */
  q?: string | undefined
  isBilling?: boolean | undefined
  isShipping?: boolean | undefined
  /** These compare the whole text, in any case. */
  firstName?: string | undefined
  lastName?: string | undefined
  city?: string | undefined
  zipCode?: string | undefined
  phone?: string | undefined
  /** Part of the first or the second line, in any case. */
  address?: string | undefined
  /** Code or name. */
  country?: string | undefined
  /** Code or name. */
  state?: string | undefined
  /** Keeps the addresses that have one of these. */
  externalIds?: readonly string[] | undefined
  /** Time bounds include themselves. */
  minCreated?: UnixSeconds | undefined
  maxCreated?: UnixSeconds | undefined
  minModified?: UnixSeconds | undefined
  maxModified?: UnixSeconds | undefined
}

export type AddressRecord = Address & { extraFields: FieldDetails[] }

/** Names an address; with `companyId` it must be one of that company. */
export interface AddressKey {
  addressId: number
  companyId?: number | undefined
}

/** Addresses in the order of their ids. Extra fields are empty unless they are asked for. */
export async function listAddresses(
  reader: Reader,
  filter: AddressFilter,
  { extraFields }: { extraFields: boolean },
  page: Page,
): Promise<Paged<AddressRecord>> {
  const { rows, total } = await paged(matching(reader, filter).orderBy('id'), page)
  return { rows: extraFields ? await withExtraFields(reader, rows) : rows.map(withoutExtraFields), total }
}

/** @throws address_not_found, and company_not_found where one is named that is not there */
export async function getAddress(reader: Reader, { addressId, companyId }: AddressKey): Promise<Address> {
  const query = matching(reader, { companyId }).where('id', '=', addressId)
  const address = await query.executeTakeFirst()
  if (!address && companyId !== undefined) await assertCompanies(reader, [companyId])
  return address ?? refuse({ code: 'address_not_found', addressId })
}

/** @throws what `getAddress` does */
export async function getAddressRecord(reader: Reader, key: AddressKey): Promise<AddressRecord> {
  const address = await getAddress(reader, key)
  const [record = withoutExtraFields(address)] = await withExtraFields(reader, [address])
  return record
}

/** These addresses as far as they exist, in the order of their ids. */
export async function getAddressRecords(
  reader: Reader,
  addressIds: readonly number[],
): Promise<AddressRecord[]> {
  if (addressIds.length === 0) return []
  return withExtraFields(
    reader,
    await matching(reader, {}).where('id', 'in', addressIds).orderBy('id').execute(),
  )
}

/** Addresses of one company in the order of their ids, and which of all its addresses are the defaults. */
export interface AddressBook {
  addresses: Address[]
  defaultBillingId: number | undefined
  defaultShippingId: number | undefined
}

/** @throws company_not_found */
export async function getAddressBook(
  reader: Reader,
  companyId: number,
  filter: Omit<AddressFilter, 'companyId'>,
  { limit, offset }: Page,
): Promise<AddressBook> {
  await assertCompanies(reader, [companyId])
  const query = matching(reader, { ...filter, companyId })
  const defaults = await matching(reader, { companyId })
    .where((expression) =>
      expression.or([expression('is_default_billing', '=', 1), expression('is_default_shipping', '=', 1)]),
    )
    .execute()
  return {
    addresses: await query.orderBy('id').limit(limit).offset(offset).execute(),
    defaultBillingId: defaults.find((row) => row.is_default_billing)?.id,
    defaultShippingId: defaults.find((row) => row.is_default_shipping)?.id,
  }
}

/** What events tell of addresses, whole, by their ids and in the order of `addresses`. */
export async function listAddressFields(
  reader: Reader,
  addresses: readonly Address[],
): Promise<Map<number, Fields>> {
  const records = await withExtraFields(reader, addresses)
  return new Map(
    records.map(({ extraFields, ...address }) => [
      address.id,
      { ...addressFields(address), extraFields: extraFieldValues(extraFields) },
    ]),
  )
}

async function withExtraFields(reader: Reader, rows: readonly Address[]): Promise<AddressRecord[]> {
  const ids = rows.map(({ id }) => id)
  const found = await listExtraFields(reader, 'address', ids)
  return rows.map((row) => ({ ...row, extraFields: found.get(row.id) ?? [] }))
}

function withoutExtraFields(row: Address): AddressRecord {
  return { ...row, extraFields: [] }
}

function matching({ db, storeId }: Reader, filter: AddressFilter) {
  let query = db.selectFrom('address').selectAll().where('store_id', '=', storeId)
  const { companyId, isBilling, isShipping, externalIds } = filter
  if (companyId !== undefined) query = query.where('company_id', '=', companyId)
  if (isBilling !== undefined) query = query.where('is_billing', '=', isBilling ? 1 : 0)
  if (isShipping !== undefined) query = query.where('is_shipping', '=', isShipping ? 1 : 0)
  if (externalIds) query = query.where('external_id', 'in', externalIds)
  const { minCreated, maxCreated, minModified, maxModified } = filter
  if (minCreated !== undefined) query = query.where('created_at', '>=', minCreated)
  if (maxCreated !== undefined) query = query.where('created_at', '<=', maxCreated)
  if (minModified !== undefined) query = query.where('updated_at', '>=', minModified)
  if (maxModified !== undefined) query = query.where('updated_at', '<=', maxModified)
  for (const condition of textConditions(filter)) query = query.where(condition)
  return query
}

function textConditions(filter: AddressFilter): RawBuilder<boolean>[] {
  const conditions: RawBuilder<boolean>[] = []
  const { firstName, lastName, city, zipCode, phone, address, q, country, state } = filter
  const whole = { first_name: firstName, last_name: lastName, city, zip_code: zipCode, phone }
  for (const [column, text] of Object.entries(whole)) {
    if (text !== undefined) conditions.push(is(column, text))
  }
  if (address !== undefined) conditions.push(contains(LINES, address))
  if (q !== undefined) conditions.push(contains(SEARCHED, q))
  if (state !== undefined) conditions.push(sql`(${is('state_code', state)} or ${is('state_name', state)})`)
  if (country !== undefined) {
    const found = findCountryByCode(country) ?? findCountryByName(country)
    conditions.push(sql`country_code = ${found?.code ?? ''}`)
  }
  return conditions
}

const LINES = ['address_line1', 'address_line2']
const SEARCHED = ['first_name', 'last_name', ...LINES, 'city', 'zip_code', 'phone']

function is(column: string, text: string): RawBuilder<boolean> {
  return sql`lower(${sql.ref(column)}) = lower(${text})`
}

/** Without an index: addresses have no column in lower case, so a search reads those of the company, or all. */
function contains(columns: readonly string[], text: string): RawBuilder<boolean> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
  const searched = columns.map((column) => sql`lower(${sql.ref(column)}) like lower(${pattern}) escape '\\'`)
  return sql`(${sql.join(searched, sql` or `)})`
}
