import { createHash } from 'node:crypto'
import type { Tx } from '../../src/db/schema.ts'
import { amounts, CREATED } from '../amounts.ts'
import { insert, padded } from './insert.ts'

const COMPANIES_OF_SUPER_ADMIN = 4

/** Company users first, then super admins; who they are is the same for both. */
export async function fillUsers(tx: Tx, store_id: number): Promise<void> {
  const people = amounts.users + amounts.superAdmins
  const roles = await tx.selectFrom('role').select('id').orderBy('id').execute()
  const [field] = await tx
    .insertInto('extra_field')
    .values({ ...textField, store_id })
    .returning('id')
    .execute()
  await insert(tx, 'channel', 1, (id) => ({ ...storefront, id, store_id }))
  await insert(tx, 'customer', people, (id) => ({
    ...person(id),
    id,
    store_id,
    customer_group_id: null,
    password_hash: null,
  }))
  await insert(tx, 'b2b_user', people, (id) => {
    const isMember = id <= amounts.users
    return {
      ...person(id),
      id,
      store_id,
      company_id: isMember ? 1 + ((id - 1) % amounts.companies) : null,
      role_id: isMember ? (roles[id % roles.length]?.id ?? null) : null,
      customer_id: id,
      origin_channel_id: null,
      uuid: '',
      search_key: `first${padded(id)}\nlast${padded(id)}\nperson${padded(id)}@company.example`,
    }
  })
  await insert(tx, 'user_channel', people, (id) => ({ store_id, user_id: id, channel_id: 1 }))
  await insert(tx, 'extra_field_value', people, (id) => {
    const value = `Cost centre ${padded(id)}`
    return {
      store_id,
      extra_field_id: field?.id ?? 0,
      company_id: null,
      user_id: id,
      address_id: null,
      value,
      search_key: value.toLowerCase(),
      value_hash: createHash('sha256').update(value).digest('hex'),
      unique_hash: null,
    }
  })
  await insert(tx, 'super_admin_company', amounts.superAdmins * COMPANIES_OF_SUPER_ADMIN, (nth) => ({
    store_id,
    super_admin_id: amounts.users + Math.ceil(nth / COMPANIES_OF_SUPER_ADMIN),
    company_id: nth,
    assigned_at: CREATED,
  }))
}

function person(id: number) {
  return {
    email: `Person${padded(id)}@company.example`,
    email_key: `person${padded(id)}@company.example`,
    first_name: `First${padded(id)}`,
    last_name: `Last${padded(id)}`,
    phone: `555-${padded(id)}`,
    created_at: CREATED,
    updated_at: CREATED + id,
  }
}

const textField = {
  subject: 'user',
  uuid: '',
  field_name: 'Cost centre',
  label_name: 'Cost centre',
  field_type: 0,
  is_required: 0,
  is_unique: 0,
  visible_to_enduser: 1,
  config_type: 2,
  default_value: '',
  maximum_length: null,
  number_of_rows: null,
  maximum_value: null,
  list_of_value: '[]',
  created_at: CREATED,
} as const

const storefront = {
  channel_id: 1,
  name: 'Storefront',
  type: 'storefront',
  platform: 'bigcommerce',
  status: 'active',
  site: 'https://large.example',
  icon_url: '',
  is_visible: 1,
  is_enabled: 1,
  b2b_enabled: 1,
  allow_global_logins: 0,
  is_default: 1,
  created_at: CREATED,
  updated_at: CREATED,
} as const
