import { type Static, Type } from 'typebox'
import type { AddressRecord } from '../../domain/address-records.ts'
import type { AddressChanges, NewAddress as NewDomainAddress } from '../../domain/addresses.ts'
import { AnyId, ExtraFields, Name, Text } from '../fields.ts'

const required = { firstName: Name, lastName: Name, addressLine1: Name, city: Name }

const optional = {
  phoneNumber: Type.Optional(Text),
  zipCode: Type.Optional(Text),
  addressLine2: Type.Optional(Text),
  stateName: Type.Optional(Text),
  countryName: Type.Optional(Text),
  stateCode: Type.Optional(Text),
  countryCode: Type.Optional(Text),
  isBilling: Type.Optional(Type.Boolean()),
  isShipping: Type.Optional(Type.Boolean()),
  isDefaultBilling: Type.Optional(Type.Boolean()),
  isDefaultShipping: Type.Optional(Type.Boolean()),
  label: Type.Optional(Text),
  externalId: Type.Optional(Text),
  extraFields: Type.Optional(ExtraFields),
}

/** An address as it is created; the rules ask for a country and perhaps a state beyond this. */
export const NewAddress = Type.Object({ ...required, companyId: AnyId, ...optional })

/** What can be changed in an address: what is absent stays. */
export const ChangedAddress = Type.Object({
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  addressLine1: Type.Optional(Name),
  city: Type.Optional(Name),
  companyId: Type.Optional(AnyId),
  ...optional,
})

export function toNewAddress(body: Static<typeof NewAddress>): NewDomainAddress {
  const { firstName, lastName, addressLine1, city, companyId } = body
  return { ...toChanges(body), firstName, lastName, addressLine1, city, companyId: Number(companyId) }
}

export function toChanges(body: Static<typeof ChangedAddress>): AddressChanges {
  return {
    companyId: body.companyId === undefined ? undefined : Number(body.companyId),
    firstName: body.firstName,
    lastName: body.lastName,
    phone: body.phoneNumber,
    addressLine1: body.addressLine1,
    addressLine2: body.addressLine2,
    city: body.city,
    zipCode: body.zipCode,
    countryCode: body.countryCode,
    countryName: body.countryName,
    stateCode: body.stateCode,
    stateName: body.stateName,
    isBilling: body.isBilling,
    isShipping: body.isShipping,
    isDefaultBilling: body.isDefaultBilling,
    isDefaultShipping: body.isDefaultShipping,
    label: body.label,
    externalId: body.externalId,
    extraFields: body.extraFields,
  }
}

const common = {
  addressId: Type.Integer(),
  firstName: Type.String(),
  lastName: Type.String(),
  phoneNumber: Type.String(),
  zipCode: Type.String(),
  addressLine1: Type.String(),
  addressLine2: Type.String(),
  city: Type.String(),
  stateName: Type.String(),
  countryName: Type.String(),
  stateCode: Type.String(),
  countryCode: Type.String(),
  companyId: Type.String(),
  isBilling: Type.Boolean(),
  isShipping: Type.Boolean(),
  isDefaultBilling: Type.Boolean(),
  isDefaultShipping: Type.Boolean(),
  label: Type.String(),
  externalId: Type.String(),
}

const FieldValues = Type.Array(
  Type.Object({ fieldName: Type.String(), fieldValue: Type.String(), fieldType: Type.Integer() }),
)

export const ListedAddress = Type.Object({ ...common, extraFields: Type.Optional(FieldValues) })
export const FullAddress = Type.Object({ ...common, extraFields: FieldValues })

export function toFull(address: AddressRecord): Static<typeof FullAddress> {
  return {
    ...toListed(address),
    extraFields: address.extraFields.map(({ fieldName, fieldValue, fieldType }) => ({
      fieldName,
      fieldValue,
      fieldType,
    })),
  }
}

export function toListed(address: AddressRecord): Static<typeof ListedAddress> {
  return {
    addressId: address.id,
    firstName: address.first_name,
    lastName: address.last_name,
    phoneNumber: address.phone,
    zipCode: address.zip_code,
    addressLine1: address.address_line1,
    addressLine2: address.address_line2,
    city: address.city,
    stateName: address.state_name,
    countryName: address.country_name,
    stateCode: address.state_code,
    countryCode: address.country_code,
    companyId: String(address.company_id),
    isBilling: address.is_billing === 1,
    isShipping: address.is_shipping === 1,
    isDefaultBilling: address.is_default_billing === 1,
    isDefaultShipping: address.is_default_shipping === 1,
    label: address.label,
    externalId: address.external_id,
  }
}
