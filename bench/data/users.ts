import type { Tx } from '../../src/db/schema.ts'
import { type Amounts, CREATED, companyOf } from '../amounts.ts'
import { insert } from './insert.ts'
import { capitalized, companyWord, firstName, lastName, padded } from './names.ts'

const COMPANIES_OF_SUPER_ADMIN = 4

/** Company users first, then super admins; their personal data is generated in the same way. */
export async function fillUsers(tx: Tx, store_id: number, amounts: Amounts): Promise<void> {
  const people = amounts.users + amounts.superAdmins
  const roles = await tx.selectFrom('role').select('id').orderBy('id').execute()
  const isMember = (id: number) => id <= amounts.users
  await tx
    .insertInto('channel')
    .values({ ...storefront, store_id })
    .execute()
  await insert(tx, 'customer', people, (id) => ({
    store_id,
    ...person(id, amounts),
    customer_group_id: null,
    password_hash: null,
  }))
  await insert(tx, 'b2b_user', people, (id) => {
    const who = person(id, amounts)
    return {
      store_id,
      ...who,
      company_id: isMember(id) ? companyOf(id, amounts) : null,
      role_id: isMember(id) ? (roles[id % roles.length]?.id ?? null) : null,
      customer_id: id,
      origin_channel_id: null,
      uuid: '',
      search_key: `${who.first_name}\n${who.last_name}\n${who.email_key}`.toLowerCase(),
    }
  })
  await insert(tx, 'user_channel', people, (id) => ({ store_id, user_id: id, channel_id: 1 }))
  await insert(tx, 'super_admin_company', amounts.superAdmins * COMPANIES_OF_SUPER_ADMIN, (nth) => ({
    store_id,
    super_admin_id: amounts.users + Math.ceil(nth / COMPANIES_OF_SUPER_ADMIN),
    company_id: nth,
    assigned_at: CREATED,
  }))
}

function person(id: number, amounts: Amounts) {
  const email = `${firstName(id)}.${lastName(id)}@${companyWord(companyOf(id, amounts))}.example`
  return {
    email: capitalized(email),
    email_key: email,
    first_name: capitalized(firstName(id)),
    last_name: capitalized(lastName(id)),
    phone: `555-${padded(id)}`,
    created_at: CREATED,
    updated_at: CREATED + id,
  }
}

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
