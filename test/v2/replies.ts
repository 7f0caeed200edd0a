import type { App } from '../harness.ts'

/** The address of a company's users. */
export const usersOf = (companyId: number | string) => `/api/v2/io/companies/${companyId}/users`
/** The address of one user by their id. */
export const userOf = (companyId: number | string, userId: number | string) =>
  `/api/v2/io/companies/${companyId}/user/${userId}`

export function success(data: unknown, message: 'SUCCESS' | 'Success' = 'Success') {
  return { status: 200, body: { code: 200, data, message } }
}

export function listOf(list: unknown[], pagination: object) {
  return success({ list, pagination }, 'SUCCESS')
}

export function valueError(data: unknown) {
  return { status: 400, body: { code: 10012, data, message: 'PARAMETER VALUE ERROR' } }
}

/** The refusal of a body without `fields`. */
export function lacking(...fields: string[]) {
  const data = Object.fromEntries(fields.map((field) => [field, 'This field is required.']))
  return { status: 400, body: { code: 40010, data, message: 'This field is required.' } }
}

export function undeletable(errMsg: string) {
  return { status: 500, body: { code: 500, data: { errMsg }, message: errMsg } }
}

export const emailTaken = valueError({ email: 'Email already exists.' })
export const noCompany = notFound('Companies Does not Exist')
export const noUser = notFound('Company User Does not Exist')

function notFound(errMsg: string) {
  return { status: 404, body: { code: 404, data: { errMsg }, message: 'Not Found Error' } }
}

/** Everything that a request about companies and users may write, and that a refused one must not change. */
export async function rowsOf({ database: { db } }: App) {
  return {
    companies: await db.selectFrom('company').selectAll().orderBy('id').execute(),
    priceLists: await db.selectFrom('company_price_list').selectAll().orderBy('channel_id').execute(),
    groups: await db.selectFrom('customer_group').selectAll().orderBy('id').execute(),
    users: await db.selectFrom('b2b_user').selectAll().orderBy('id').execute(),
    customers: await db.selectFrom('customer').selectAll().orderBy('id').execute(),
    channels: await db.selectFrom('user_channel').selectAll().orderBy('user_id').execute(),
    extraFields: await db.selectFrom('extra_field_value').selectAll().orderBy('id').execute(),
    assignments: await db.selectFrom('super_admin_company').selectAll().orderBy('super_admin_id').execute(),
    events: await db.selectFrom('outbox').selectAll().orderBy('id').execute(),
  }
}
