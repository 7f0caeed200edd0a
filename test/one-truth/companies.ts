import fc from 'fast-check'
import { isFilled, text } from './people.ts'

/** A company as tests write one. Group or price list 0 means none. */
export interface Company {
  companyName?: string
  companyEmail?: string
  companyPhone?: string
  country?: string
  addressLine1?: string
  addressLine2?: string
  city?: string
  state?: string
  zipCode?: string
  uuid?: string
  description?: string
  companyStatus?: number
  customerGroupId?: number
  catalogId?: number
  priceListAssign?: { channelId: number; priceListId: number }[]
  extraFields?: { fieldName: string; fieldValue: string }[]
}

export interface CompanyKey {
  companyId: number
  customerId: number
  superAdminId: number
  salesStaffId: number
  /** Everything written before. */
  written: Company
}

/** What a company may be given besides its own texts: ids with their names. */
export interface Shelf {
  groups: Map<number, string>
  priceLists: Map<number, string>
}

const short = (minLength = 0) => text(minLength).filter((value) => value.length <= 50)
export const required = ['companyName', 'companyEmail', 'companyPhone', 'country'] as const
export const place = ['addressLine1', 'addressLine2', 'city', 'state', 'zipCode'] as const

/** How companies are created, and the changes a company may get. */
export function companies({ groups, priceLists }: Shelf) {
  const priceListId = fc.constantFrom(...priceLists.keys())
  const values = fc.record({ fieldName: fc.constantFrom('Rating', 'Region'), fieldValue: text(1) })
  const ofChannels = fc.tuple(priceListId, priceListId).chain(([one, two]) =>
    fc.subarray([
      { channelId: 1, priceListId: one },
      { channelId: 2, priceListId: two },
    ]),
  )
  const parts = {
    companyName: short(1).filter(isFilled),
    companyEmail: fc.constantFrom('office@acme.example', 'Office@Bolt.example'),
    companyPhone: short(1),
    country: short(1).filter(isFilled),
    addressLine1: short(),
    addressLine2: short(),
    city: short(),
    state: short(),
    zipCode: short(),
    uuid: text(),
    description: text(),
    companyStatus: fc.constantFrom(0, 1, 2, 3),
    customerGroupId: fc.constantFrom(0, ...groups.keys()),
    catalogId: fc.constantFrom(0, ...priceLists.keys()),
    priceListAssign: ofChannels,
    extraFields: fc.uniqueArray(values, { selector: ({ fieldName }) => fieldName }),
  }
  const created: fc.Arbitrary<Company> = fc.record(parts, { requiredKeys: [...required] })
  const changed: fc.Arbitrary<Company> = fc.record(parts, { requiredKeys: [] })
  return { created, changed }
}
