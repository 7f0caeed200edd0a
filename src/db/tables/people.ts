import type { Generated } from 'kysely'
import type { Flag, UnixSeconds } from './types.ts'

export interface CustomerTable {
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

export interface RoleTable {
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

export interface PermissionTable {
  id: Generated<number>
  store_id: number
  code: string
  name: string
  name_key: string
  description: string
  module_name: string
  is_predefined: Flag
}

export interface RolePermissionTable {
  store_id: number
  role_id: number
  permission_id: number
  /** 1 user, 2 company, 3 company and subsidiaries. */
  level: number
}

/** A company user has a company and a role, a super admin has neither: one table, so that an email is taken once. */
export interface B2bUserTable {
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

export interface SuperAdminCompanyTable {
  store_id: number
  super_admin_id: number
  company_id: number
  assigned_at: UnixSeconds
}

export interface UserChannelTable {
  store_id: number
  user_id: number
  /** The internal id of the channel. */
  channel_id: number
}
