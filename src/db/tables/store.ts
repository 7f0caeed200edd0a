import type { Generated } from 'kysely'
import type { Flag, UnixSeconds } from './types.ts'

export interface StoreTable {
  store_id: Generated<number>
  store_hash: string
  name: string
  /** Signs the store's JWTs; base64url of 256 random bits. */
  signing_secret: string
  created_at: UnixSeconds
  /** Every event after this second is in the outbox, with what changed; 0 for all since the store was created. */
  events_whole_since: Generated<number>
}

export interface SettingTable {
  store_id: number
  name: string
  /** JSON. */
  value: string
}

export interface TokenTable {
  id: Generated<number>
  store_id: number
  name: string
  /** `api` goes with `X-Auth-Token`, `legacy` is the JWT of `authToken`. */
  kind: 'api' | 'legacy'
  /** Names of scopes, separated by blanks. */
  scopes: string
  /** SHA-256 in hex of the value, which is kept nowhere. */
  token_hash: string
  last_four: string
  system_user_id: number | null
  created_at: UnixSeconds
  expires_at: UnixSeconds | null
  revoked_at: UnixSeconds | null
}

export interface SystemRoleTable {
  id: Generated<number>
  store_id: number
  name: string
  name_key: string
  kind: 'owner' | 'administrator' | 'sales_rep' | 'custom'
  is_sales_staff: Flag
}

export interface SystemUserTable {
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
  /** Sales staff by their role, and not retired. */
  is_selling: Flag
}

export interface ChannelTable {
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

export interface PriceListTable {
  id: Generated<number>
  store_id: number
  name: string
}

export interface CustomerGroupTable {
  id: Generated<number>
  store_id: number
  name: string
  name_key: string
  price_list_id: number | null
}

export interface ExtraFieldTable {
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

export interface OutboxTable {
  id: Generated<number>
  store_id: number
  event: string
  /** JSON. */
  payload: string
  created_at: UnixSeconds
  /** Who did it, as `token:3`. */
  actor: string
  on_behalf_of: string | null
  request_id: string | null
  /** JSON of the fields that changed, before and after; null for an event from before these were kept. */
  changes: string | null
  company_id: number | null
  user_id: number | null
  super_admin_id: number | null
  /** Also any other system user. */
  sales_staff_id: number | null
  /** 1 once it is in the indexes by subject. */
  filed: Generated<number>
}

/** What was answered to a request with an idempotency key. */
export interface KeptAnswerTable {
  store_id: number
  token_id: number
  key_hash: string
  /** The hash of the whole request. */
  request_hash: string
  status: number
  /** Encrypted: only who has the token and the key can read it. */
  body: string
  created_at: UnixSeconds
}

/** The requests of the minute, where several servers count them together. A SQLite server counts in memory. */
export interface RequestCountTable {
  store_id: number
  quota: string
  /** Since 1970. */
  minute: number
  requests: number
}

/** The rows of a subject add up to how many there are. */
export interface TallyTable {
  id: Generated<number>
  store_id: number
  subject: 'company' | 'user' | 'sales_staff'
  amount: number
}
