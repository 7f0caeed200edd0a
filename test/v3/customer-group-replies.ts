import type { App } from '../harness.ts'
import { refusal } from './replies.ts'

export const companiesOf = (groupId: number | string) => `/api/v3/io/customer-groups/${groupId}/companies`
export const needed = {
  companyName: 'Bolt',
  companyPhone: '555-3000',
  companyEmail: 'office@bolt.example',
  country: 'United States',
  adminEmail: 'Ann@bolt.example',
  adminPhoneNumber: '555-3001',
}
export const ann = { ...needed, adminFirstName: 'Ann', adminLastName: 'Lee' }

export const notFound = refusal(404, 'This resource is not found.')
export const notAllowed = refusal(405, 'Method Not Allowed')

/** Everything that a conversion may write. */
export async function rowsOf({ database: { db } }: App) {
  return {
    companies: await db.selectFrom('company').selectAll().orderBy('id').execute(),
    groups: await db.selectFrom('customer_group').selectAll().orderBy('id').execute(),
    users: await db.selectFrom('b2b_user').selectAll().orderBy('id').execute(),
    customers: await db.selectFrom('customer').selectAll().orderBy('id').execute(),
    extraFields: await db.selectFrom('extra_field_value').selectAll().orderBy('id').execute(),
    events: await db.selectFrom('outbox').selectAll().orderBy('id').execute(),
  }
}
