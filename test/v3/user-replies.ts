import { upsertCustomer } from '../../src/domain/customers.ts'
import { aCompany, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import type { App } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { storefront } from './super-admin-replies.ts'

export const usersUrl = '/api/v3/io/users'
export const userUrl = (userId: number | string) => `${usersUrl}/${userId}`

export const logicError = (errMsg: string) =>
  refusal(422, 'Processing data contains logical errors', { errMsg })
export const emailTaken = (email: string) => logicError(`Email already exists. ['${email}']`)
export const noUser = refusal(404, 'Not Found Error', { errMsg: 'User matching query does not exist.' })
export const noStorefront = logicError('At least one B2B storefront needs to be enabled for a Company user.')
export const noCompany = parameterError({ companyId: ['Company does not exist.'] })
export const NULL = ['This field may not be null']

/** The required fields of a user, except the company. */
export const ann = { firstName: 'Ann', lastName: 'Lee', email: 'Ann@acme.example', role: 1 }

interface Row {
  id: number
  customer_id: number
  company_id: number | null
  role_id: number | null
}

/** A user in a list, made by `aUser` at `NOW`. */
export const item = ({ id, customer_id, company_id, role_id }: Row) => ({
  id,
  firstName: 'Jane',
  lastName: 'Smith',
  email: 'jane@acme.example',
  phoneNumber: '',
  role: 0,
  companyRoleId: role_id,
  companyRoleName: 'Admin',
  uuid: '',
  companyId: company_id,
  customerId: customer_id,
  createdAt: NOW,
  updatedAt: NOW,
  channelList: [storefront],
})

/** The id of a role of the store, by name. */
export async function roleId(app: App, name: string, storeHash = 'demo1234'): Promise<number> {
  const { id } = await app.database.db
    .selectFrom('role')
    .innerJoin('store', 'store.store_id', 'role.store_id')
    .select('role.id')
    .where('role.name', '=', name)
    .where('store.store_hash', '=', storeHash)
    .executeTakeFirstOrThrow()
  return id
}

/** The internal ids of the store's channels, in order of their public numbers. */
export async function internalChannels(app: App): Promise<number[]> {
  const rows = await app.database.db
    .selectFrom('channel')
    .innerJoin('store', 'store.store_id', 'channel.store_id')
    .select('channel.id')
    .where('store.store_hash', '=', 'demo1234')
    .orderBy('channel.channel_id')
    .execute()
  return rows.map(({ id }) => id)
}

/** A customer without an account. Returns their id. */
export function aCustomer(app: App, email: string): Promise<number> {
  return app.arrange((writer) => upsertCustomer(writer, { email, firstName: 'C', lastName: 'C', phone: '1' }))
}

/** Everything that a request about users or companies may write, and that a refused one must not change. */
export async function rowsOf({ database: { db } }: App) {
  return {
    companies: await db.selectFrom('company').selectAll().orderBy('id').execute(),
    groups: await db.selectFrom('customer_group').selectAll().orderBy('id').execute(),
    priceLists: await db.selectFrom('company_price_list').selectAll().orderBy('channel_id').execute(),
    users: await db.selectFrom('b2b_user').selectAll().orderBy('id').execute(),
    customers: await db.selectFrom('customer').selectAll().orderBy('id').execute(),
    channels: await db
      .selectFrom('user_channel')
      .selectAll()
      .orderBy('user_id')
      .orderBy('channel_id')
      .execute(),
    extraFields: await db.selectFrom('extra_field_value').selectAll().orderBy('id').execute(),
    events: await db.selectFrom('outbox').selectAll().orderBy('id').execute(),
  }
}

/** A company whose only user is Jane. Returns its id. */
export function aCompanyWithJane(app: App): Promise<number> {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId)
    return companyId
  })
}
