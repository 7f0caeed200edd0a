import { type Static, Type } from 'typebox'
import type { Address } from '../../db/schema.ts'
import type { AddressChanges, NewAddress as NewDomainAddress } from '../../domain/addresses.ts'
import { Name, Text } from '../fields.ts'

const Country = Type.Object({ countryCode: Type.Optional(Text), countryName: Type.Optional(Text) })
const State = Type.Object({ stateCode: Type.Optional(Text), stateName: Type.Optional(Text) })

const optional = {
  addressLine2: Type.Optional(Text),
  phoneNumber: Type.Optional(Text),
  isBilling: Type.Optional(Type.Boolean()),
  isShipping: Type.Optional(Type.Boolean()),
  isDefaultBilling: Type.Optional(Type.Boolean()),
  isDefaultShipping: Type.Optional(Type.Boolean()),
  label: Type.Optional(Text),
  externalId: Type.Optional(Text),
}

/** An address as it is created; the rules ask for a code or a name in `country` beyond this. */
export const NewAddress = Type.Object({
  addressLine1: Name,
  city: Name,
  country: Country,
  firstName: Name,
  lastName: Name,
  state: State,
  zipCode: Text,
  ...optional,
})

/** What can be changed in an address: what is absent stays. */
export const ChangedAddress = Type.Object({
  addressLine1: Type.Optional(Name),
  city: Type.Optional(Name),
  country: Type.Optional(Country),
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  state: Type.Optional(State),
  zipCode: Type.Optional(Text),
  ...optional,
})

export function toNewAddress(companyId: number, body: Static<typeof NewAddress>): NewDomainAddress {
  const { firstName, lastName, addressLine1, city } = body
  return { ...toChanges(body), companyId, firstName, lastName, addressLine1, city }
}

export function toChanges(body: Static<typeof ChangedAddress>): AddressChanges {
  return {
    firstName: body.firstName,
    lastName: body.lastName,
    phone: body.phoneNumber,
    addressLine1: body.addressLine1,
    addressLine2: body.addressLine2,
    city: body.city,
    zipCode: body.zipCode,
    countryCode: body.country?.countryCode,
    countryName: body.country?.countryName,
    stateCode: body.state?.stateCode,
    stateName: body.state?.stateName,
    isBilling: body.isBilling,
    isShipping: body.isShipping,
    isDefaultBilling: body.isDefaultBilling,
    isDefaultShipping: body.isDefaultShipping,
    label: body.label,
    externalId: body.externalId,
  }
}

export const ShownAddress = Type.Object({
  addressId: Type.String(),
  addressLine1: Type.String(),
  addressLine2: Type.String(),
  city: Type.String(),
  country: Type.Object({ countryCode: Type.String(), countryName: Type.String() }),
  firstName: Type.String(),
  isBilling: Type.Boolean(),
  isDefaultBilling: Type.Boolean(),
  isDefaultShipping: Type.Boolean(),
  isShipping: Type.Boolean(),
  lastName: Type.String(),
  phoneNumber: Type.String(),
  state: Type.Object({ stateCode: Type.String(), stateName: Type.String() }),
  zipCode: Type.String(),
  externalId: Type.String(),
})

export function toShown(address: Address): Static<typeof ShownAddress> {
  return {
    addressId: String(address.id),
    addressLine1: address.address_line1,
    addressLine2: address.address_line2,
    city: address.city,
    country: { countryCode: address.country_code, countryName: address.country_name },
    firstName: address.first_name,
    isBilling: address.is_billing === 1,
    isDefaultBilling: address.is_default_billing === 1,
    isDefaultShipping: address.is_default_shipping === 1,
    isShipping: address.is_shipping === 1,
    lastName: address.last_name,
    phoneNumber: address.phone,
    state: { stateCode: address.state_code, stateName: address.state_name },
    zipCode: address.zip_code,
    externalId: address.external_id,
  }
}
