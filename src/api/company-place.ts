import { Type } from 'typebox'
import { upTo } from './fields.ts'

/** Where a company is, but not its country, which some bodies need. */
export const companyPlace = {
  addressLine1: Type.Optional(upTo(200)),
  addressLine2: Type.Optional(upTo(200)),
  city: Type.Optional(upTo(100)),
  state: Type.Optional(upTo(50)),
  zipCode: Type.Optional(upTo(50)),
}

type CompanyPlace = { [F in keyof typeof companyPlace]?: string }

/** These fields of a body and no other. */
export function placeOf({ addressLine1, addressLine2, city, state, zipCode }: CompanyPlace) {
  return { addressLine1, addressLine2, city, state, zipCode }
}
