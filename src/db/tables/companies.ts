import type { Generated } from 'kysely'
import type { Flag, UnixSeconds } from './types.ts'

export interface CompanyTable {
  id: Generated<number>
  store_id: number
  parent_id: number | null
  customer_group_id: number | null
  price_list_id: number | null
  name: string
  email: string
  phone: string
  address_line1: string
  address_line2: string
  city: string
  state: string
  country: string
  zip_code: string
  description: string
  uuid: string
  /** 0 pending, 1 approved, 2 rejected, 3 inactive. */
  status: number
  /** What `q` looks in: the name in lower case. */
  search_key: string
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export interface CompanyPriceListTable {
  store_id: number
  company_id: number
  channel_id: number
  price_list_id: number
}

export interface AddressTable {
  id: Generated<number>
  store_id: number
  company_id: number
  first_name: string
  last_name: string
  phone: string
  address_line1: string
  address_line2: string
  city: string
  state_name: string
  state_code: string
  country_name: string
  country_code: string
  zip_code: string
  label: string
  external_id: string
  is_billing: Flag
  is_shipping: Flag
  is_default_billing: Flag
  is_default_shipping: Flag
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export interface AttachmentTable {
  store_id: number
  /** A UUID, which is also the name of the file on disk. */
  id: string
  company_id: number
  file_name: string
  content_type: string
  bytes: number
  created_at: UnixSeconds
}

/** A value belongs to exactly one of a company, a company user or super admin, and an address. */
export interface ExtraFieldValueTable {
  id: Generated<number>
  store_id: number
  extra_field_id: number
  company_id: number | null
  user_id: number | null
  address_id: number | null
  value: string
  /** The value in lower case. */
  search_key: string
  /** SHA-256 in hex: a value may be longer than an index takes. */
  value_hash: string
  /** The hash once more where the field is unique, else null. */
  unique_hash: string | null
}

export interface SalesStaffCompanyTable {
  store_id: number
  sales_staff_id: number
  company_id: number
  assigned_at: UnixSeconds
}
