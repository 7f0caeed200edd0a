import type { Address } from '../db/schema.ts'
import {
  type AddressKey,
  type AddressRecord,
  getAddress,
  getAddressRecord,
  getAddressRecords,
} from './address-records.ts'
import { takeDefaults, toUses, type Uses, unused, withoutDefaults } from './address-uses.ts'
import { allValues, attemptEach } from './attempt.ts'
import { changed, created, deleted } from './changes.ts'
import { inLockOrder, lockCompanies, lockCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { addressFields } from './event-fields.ts'
import { addExtraFields, setExtraFields } from './extra-field-values.ts'
import { extraFieldValues, type FieldValue, listFields } from './extra-fields.ts'
import { record } from './outbox.ts'
import { movePlace, type Place, type SaidPlace, toPlace } from './places.ts'
import type { Writer } from './scope.ts'

export interface AddressChanges extends SaidPlace, Uses {
  /** Moves the address to another company. */
  companyId?: number | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  phone?: string | undefined
  addressLine1?: string | undefined
  addressLine2?: string | undefined
  city?: string | undefined
  zipCode?: string | undefined
  label?: string | undefined
  externalId?: string | undefined
  /** These replace all that the address had. */
  extraFields?: readonly FieldValue[] | undefined
}

export interface NewAddress extends AddressChanges {
  companyId: number
  firstName: string
  lastName: string
  addressLine1: string
  city: string
}

/**
 * Creates an address and answers its id. A default one replaces the default before it.
 *
 * @throws company_not_found, place_required, place_unknown, place_contradictory, default_contradictory,
 *   extra_field_unknown, extra_field_required, extra_field_invalid, extra_field_taken
 */
export async function createAddress(writer: Writer, input: NewAddress): Promise<number> {
  const { companyId } = input
  await lockCompany(writer, companyId)
  const place = toPlace(input)
  const uses = toUses(input, unused)
  await takeDefaults(writer, companyId, uses)
  const address = await writer.db
    .insertInto('address')
    .values({
      store_id: writer.storeId,
      company_id: companyId,
      first_name: input.firstName,
      last_name: input.lastName,
      phone: input.phone ?? '',
      address_line1: input.addressLine1,
      address_line2: input.addressLine2 ?? '',
      city: input.city,
      zip_code: input.zipCode ?? '',
      label: input.label ?? '',
      external_id: input.externalId ?? '',
      country_code: place.countryCode,
      country_name: place.countryName,
      state_code: place.stateCode,
      state_name: place.stateName,
      ...uses,
      created_at: writer.now,
      updated_at: writer.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const { id: addressId } = address
  const [extraFields = []] = await addExtraFields(writer, 'address', await listFields(writer, 'address'), [
    { subjectId: addressId, values: input.extraFields ?? [] },
  ])
  const change = created({ ...addressFields(address), extraFields })
  await record(writer, 'address.created', { addressId, companyId }, change)
  return addressId
}

/**
 * Creates addresses, also of several companies, all or none. Answers them in the order of `inputs`.
 *
 * @throws entries_refused, with what `createAddress` refuses of each
 */
export async function createAddresses(
  writer: Writer,
  inputs: readonly NewAddress[],
): Promise<AddressRecord[]> {
  await lockCompanies(
    writer,
    inputs.map(({ companyId }) => companyId),
  )
  const outcomes = await attemptEach(writer, inputs, (input) => createAddress(writer, input))
  // Read at the end, because a later one may have replaced an earlier one as the default.
  return getAddressRecords(writer, allValues(outcomes))
}

/**
 * Changes what is given. The state goes when the country changes, unless another is given; an address that moves to
 * another company is a default there only when the change says so.
 *
 * @throws address_not_found, and what `createAddress` does
 */
export async function updateAddress(writer: Writer, key: AddressKey, changes: AddressChanges): Promise<void> {
  const address = await lockAddress(writer, key, changes.companyId)
  const { companyId = address.company_id } = changes
  const uses = toUses(changes, companyId === address.company_id ? address : withoutDefaults(address))
  await takeDefaults(writer, companyId, uses, address.id)
  const place = movePlace(placeOf(address), changes)
  const updated = await writer.db
    .updateTable('address')
    .set({
      company_id: companyId,
      first_name: changes.firstName,
      last_name: changes.lastName,
      phone: changes.phone,
      address_line1: changes.addressLine1,
      address_line2: changes.addressLine2,
      city: changes.city,
      zip_code: changes.zipCode,
      label: changes.label,
      external_id: changes.externalId,
      country_code: place.countryCode,
      country_name: place.countryName,
      state_code: place.stateCode,
      state_name: place.stateName,
      ...uses,
      updated_at: writer.now,
    })
    .where('store_id', '=', writer.storeId)
    .where('id', '=', address.id)
    .returningAll()
    .executeTakeFirst()
  // Somebody may have deleted it since it was read.
  if (!updated) return refuse({ code: 'address_not_found', addressId: address.id })
  const fields =
    changes.extraFields && (await setExtraFields(writer, 'address', address.id, changes.extraFields))
  const change = changed(
    { ...addressFields(address), ...(fields && { extraFields: fields.before }) },
    { ...addressFields(updated), ...(fields && { extraFields: fields.after }) },
  )
  await record(writer, 'address.updated', { addressId: address.id, companyId }, change)
}

/** @throws address_not_found, and company_not_found where one is named that is not there */
export async function deleteAddress(writer: Writer, key: AddressKey): Promise<void> {
  const { extraFields, ...address } = await getAddressRecord(writer, key)
  const { id: addressId, company_id: companyId } = address
  const gone = await writer.db
    .deleteFrom('address')
    .where('store_id', '=', writer.storeId)
    .where('id', '=', addressId)
    .returning('id')
    .executeTakeFirst()
  if (!gone) refuse({ code: 'address_not_found', addressId })
  const change = deleted({ ...addressFields(address), extraFields: extraFieldValues(extraFields) })
  await record(writer, 'address.deleted', { addressId, companyId }, change)
}

/**
 * An address, read after its company was locked, and the company that it moves to. Others who change addresses of these
 * companies wait until this transaction ends.
 */
async function lockAddress(writer: Writer, key: AddressKey, movesTo: number | undefined): Promise<Address> {
  const before = await getAddress(writer, key)
  const companyIds = inLockOrder([before.company_id, movesTo ?? before.company_id])
  for (const companyId of companyIds) await lockCompany(writer, companyId)
  const address = await getAddress(writer, key)
  return address.company_id === before.company_id ? address : lockAddress(writer, key, movesTo)
}

function placeOf(address: Address): Place {
  return {
    countryCode: address.country_code,
    countryName: address.country_name,
    stateCode: address.state_code,
    stateName: address.state_name,
  }
}
