import type { Generated, Kysely, Selectable } from 'kysely'

/** Whole seconds since 1970, as the API shows time. Both engines keep it in an integer column. */
export type UnixSeconds = number
/** 0 or 1: both engines keep a boolean in an integer column. */
export type Flag = number

interface StoreTable {
  store_id: Generated<number>
  store_hash: string
  name: string
  /** Signs the store's JWTs; base64url of 256 random bits. */
  signing_secret: string
  created_at: UnixSeconds
}

interface SettingTable {
  store_id: number
  name: string
  /** JSON. */
  value: string
}

interface TokenTable {
  id: Generated<number>
  store_id: number
  name: string
  /** `api` goes with `X-Auth-Token`, `legacy` is the JWT of `authToken`. */
  kind: 'api' | 'legacy'
  /** Scope names with a blank between. */
  scopes: string
  /** SHA-256 in hex of the value, which is kept nowhere. */
  token_hash: string
  last_four: string
  system_user_id: number | null
  created_at: UnixSeconds
  expires_at: UnixSeconds | null
  revoked_at: UnixSeconds | null
}

interface SystemRoleTable {
  id: Generated<number>
  store_id: number
  name: string
  name_key: string
  kind: 'owner' | 'administrator' | 'sales_rep' | 'custom'
  is_sales_staff: Flag
}

interface SystemUserTable {
  id: Generated<number>
  store_id: number
  system_role_id: number
  email: string
  email_key: string
  name: string
  phone: string
  password_hash: string | null
  created_at: UnixSeconds
  updated_at: UnixSeconds
  retired_at: UnixSeconds | null
}

interface SalesStaffCompanyTable {
  store_id: number
  sales_staff_id: number
  company_id: number
  assigned_at: UnixSeconds
}

interface ChannelTable {
  id: Generated<number>
  store_id: number
  /** The number the API shows as `channelId`; `id` is the internal one. */
  channel_id: number
  name: string
  type: 'storefront' | 'marketplace' | 'pos' | 'custom'
  platform: 'bigcommerce' | 'amazon' | 'ebay' | 'custom'
  status: 'active' | 'inactive' | 'archived'
  site: string
  icon_url: string
  is_visible: Flag
  is_enabled: Flag
  b2b_enabled: Flag
  allow_global_logins: Flag
  is_default: Flag
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

interface PriceListTable {
  id: Generated<number>
  store_id: number
  name: string
}

interface CustomerGroupTable {
  id: Generated<number>
  store_id: number
  name: string
  name_key: string
  price_list_id: number | null
}

interface CustomerTable {
  id: Generated<number>
  store_id: number
  customer_group_id: number | null
  email: string
  email_key: string
  first_name: string
  last_name: string
  phone: string
  password_hash: string | null
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

interface CompanyTable {
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

interface CompanyPriceListTable {
  store_id: number
  company_id: number
  channel_id: number
  price_list_id: number
}

interface RoleTable {
  id: Generated<number>
  store_id: number
  name: string
  name_key: string
  /** What `role` shows: 0 admin, 1 senior buyer, 2 junior buyer and every custom role. */
  user_role: number
  is_predefined: Flag
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

interface PermissionTable {
  id: Generated<number>
  store_id: number
  code: string
  name: string
  name_key: string
  description: string
  module_name: string
  is_predefined: Flag
}

interface RolePermissionTable {
  store_id: number
  role_id: number
  permission_id: number
  /** 1 user, 2 company, 3 company and subsidiaries. */
  level: number
}

/** A company user has a company and a role, a super admin has neither: one table, so that an email is taken once. */
interface B2bUserTable {
  id: Generated<number>
  store_id: number
  company_id: number | null
  role_id: number | null
  customer_id: number
  origin_channel_id: number | null
  email: string
  email_key: string
  first_name: string
  last_name: string
  phone: string
  uuid: string
  /** What `q` looks in: names and email in lower case, a line each. */
  search_key: string
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

interface SuperAdminCompanyTable {
  store_id: number
  super_admin_id: number
  company_id: number
  assigned_at: UnixSeconds
}

interface UserChannelTable {
  store_id: number
  user_id: number
  /** The internal id of the channel. */
  channel_id: number
}

interface ExtraFieldTable {
  id: Generated<number>
  store_id: number
  subject: 'company' | 'user' | 'address'
  uuid: string
  field_name: string
  label_name: string
  /** 0 text, 1 multi-line text, 2 number, 3 dropdown. */
  field_type: number
  is_required: Flag
  is_unique: Flag
  visible_to_enduser: Flag
  config_type: number
  default_value: string
  maximum_length: number | null
  number_of_rows: number | null
  maximum_value: number | null
  /** JSON array of text: what a dropdown offers. */
  list_of_value: string
  created_at: UnixSeconds
}

/** A value belongs to exactly one of a company, a company user or super admin, and an address. */
interface ExtraFieldValueTable {
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

interface AddressTable {
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

interface AttachmentTable {
  store_id: number
  /** A UUID, which is also the name of the file on disk. */
  id: string
  company_id: number
  file_name: string
  content_type: string
  bytes: number
  created_at: UnixSeconds
}

interface OutboxTable {
  id: Generated<number>
  store_id: number
  event: string
  /** JSON. */
  payload: string
  created_at: UnixSeconds
}

export interface Tables {
  store: StoreTable
  setting: SettingTable
  token: TokenTable
  system_role: SystemRoleTable
  system_user: SystemUserTable
  sales_staff_company: SalesStaffCompanyTable
  channel: ChannelTable
  price_list: PriceListTable
  customer_group: CustomerGroupTable
  customer: CustomerTable
  company: CompanyTable
  company_price_list: CompanyPriceListTable
  role: RoleTable
  permission: PermissionTable
  role_permission: RolePermissionTable
  b2b_user: B2bUserTable
  super_admin_company: SuperAdminCompanyTable
  user_channel: UserChannelTable
  extra_field: ExtraFieldTable
  extra_field_value: ExtraFieldValueTable
  address: AddressTable
  attachment: AttachmentTable
  outbox: OutboxTable
}

declare const inTransaction: unique symbol

/** Where reads go. A `Tx` will do wherever a `Db` is asked for. */
export type Db = Kysely<Tables>
/** Where writes go. Only `Database.transaction` makes one, so a write outside a transaction does not compile. */
export type Tx = Db & { readonly [inTransaction]: true }

/** For the engines alone. Safe because each calls it on a connection whose transaction is open. */
export function asTx(db: Db): Tx {
  return db as Tx
}

export type Store = Selectable<StoreTable>
export type Company = Selectable<CompanyTable>
export type B2bUser = Selectable<B2bUserTable>
export type Channel = Selectable<ChannelTable>
export type SystemUser = Selectable<SystemUserTable>
export type ExtraField = Selectable<ExtraFieldTable>
export type Address = Selectable<AddressTable>
