import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSeed } from '../src/cli/seeding/read.ts'
import type { Db } from '../src/db/schema.ts'
import { verifyPassword } from '../src/domain/passwords.ts'
import { predefinedPermissions } from '../src/domain/predefined-permissions.ts'
import { getStore } from '../src/domain/stores.ts'
import { findToken } from '../src/domain/tokens.ts'
import { NOW } from './databases.ts'
import { planted } from './planting.ts'

const ending = new AsyncDisposableStack()
let db: Db
let demo: number
let other: number

beforeAll(async () => {
  db = await planted(ending, await readSeed('demo'))
  demo = (await getStore(db, 'demo1234')).store_id
  other = (await getStore(db, 'other567')).store_id
})
afterAll(() => ending.disposeAsync())

test('one token of the demo may do everything, and one may only read', async () => {
  const scopesOf = async (storeHash: string, value: string) =>
    (await findToken(db, { kind: 'api', storeHash, value }, NOW))?.scopes

  expect(await scopesOf('demo1234', 'demo-token')).toEqual(['b2b', 'control'])
  expect(await scopesOf('demo1234', 'demo-read-token')).toEqual(['b2b_read_only'])
  expect(await scopesOf('other567', 'other-token')).toEqual(['b2b', 'control'])
  expect(await scopesOf('other567', 'demo-token')).toBeUndefined()
})

test('the system users have their roles and one password', async () => {
  const people = await rows<{ email: string; name: string; is_sales_staff: number; password_hash: string }>(
    sql`select u.email, r.name, r.is_sales_staff, u.password_hash from system_user u
      join system_role r on r.store_id = u.store_id and r.id = u.system_role_id
      where u.store_id = ${demo} order by u.id`,
  )

  expect(people.map(({ email, name, is_sales_staff }) => [email, name, is_sales_staff])).toEqual([
    ['owner@demo.example', 'Store Owner', 0],
    ['admin@demo.example', 'Administrator', 0],
    ['rep1@demo.example', 'Sales Rep', 1],
    ['rep2@demo.example', 'Sales Rep', 1],
    ['rep3@demo.example', 'Sales Rep', 1],
    ['regional@demo.example', 'Regional Manager', 1],
  ])
  for (const { password_hash } of people) {
    expect(await verifyPassword(password_hash, 'demo-password')).toBe(true)
  }
})

test('the storefront is the default channel, and there is a wholesale one', async () => {
  expect(
    await rows(sql`select channel_id, name, is_default from channel where store_id = ${demo} order by id`),
  ).toEqual([
    { channel_id: 1, name: 'Demo storefront', is_default: 1 },
    { channel_id: 2, name: 'Demo wholesale', is_default: 0 },
  ])
})

test('there are fourteen companies, at least two of each status', async () => {
  const companies = await db.selectFrom('company').selectAll().where('store_id', '=', demo).execute()
  const statuses = Map.groupBy(companies, ({ status }) => status)

  expect(companies).toHaveLength(14)
  expect([...statuses.keys()].toSorted()).toEqual([0, 1, 2, 3])
  expect(Math.min(...[...statuses.values()].map(({ length }) => length))).toBeGreaterThanOrEqual(2)
  expect(new Set(companies.map(({ country }) => country)).size).toBeGreaterThan(5)
  const priced = companies.filter((company) => company.customer_group_id && company.price_list_id)
  expect(priced.length).toBeGreaterThan(1)
  expect(companies.some(({ uuid }) => uuid !== '')).toBe(true)
})

test('one company tree has three layers', async () => {
  const companies = await db.selectFrom('company').selectAll().where('store_id', '=', demo).execute()
  const pathOf = (id: number): number[] => {
    const parentId = companies.find((company) => company.id === id)?.parent_id
    return parentId ? [...pathOf(parentId), id] : [id]
  }
  const paths = companies.map(({ id }) => pathOf(id)).filter(({ length }) => length > 1)

  expect(new Set(paths.map(([root]) => root)).size).toBe(1)
  expect(Math.max(...paths.map(({ length }) => length))).toBe(3)
})

test('sixty company users have all four roles, and each company has an admin', async () => {
  const users = await rows<{ company_id: number; name: string; user_role: number }>(
    sql`select u.company_id, r.name, r.user_role from b2b_user u
      join role r on r.store_id = u.store_id and r.id = u.role_id where u.store_id = ${demo}`,
  )

  expect(users).toHaveLength(60)
  expect(new Set(users.map(({ name, user_role }) => `${name} ${user_role}`))).toEqual(
    new Set(['Admin 0', 'Senior Buyer 1', 'Junior Buyer 2', 'Buyer with approval 2']),
  )
  const administered = users.filter(({ user_role }) => user_role === 0).map(({ company_id }) => company_id)
  expect(new Set(administered).size).toBe(14)
})

test('the custom role has permissions that may be granted, and none that bypasses approval', async () => {
  const grants = await rows<{ code: string; level: number }>(
    sql`select p.code, g.level from role_permission g
      join role r on r.store_id = g.store_id and r.id = g.role_id
      join permission p on p.store_id = g.store_id and p.id = g.permission_id
      where g.store_id = ${demo} and r.name = 'Buyer with approval'`,
  )

  const all = predefinedPermissions.flatMap(({ code, levels }) => levels.map((level) => ({ code, level })))
  expect(all).toEqual(expect.arrayContaining(grants))
  const codes = grants.map(({ code }) => code)
  expect(codes).toContain('submit_shopping_list_for_approval')
  expect(codes).not.toContain('checkout_with_quote')
  expect(codes).not.toContain('purchase_enable')
})

test('each of three super admins acts for two to five companies', async () => {
  expect(
    await rows(sql`select u.email, count(a.company_id) as companies from b2b_user u
      left join super_admin_company a on a.store_id = u.store_id and a.super_admin_id = u.id
      where u.store_id = ${demo} and u.company_id is null group by u.id, u.email order by u.id`),
  ).toEqual([
    { email: 'super1@demo.example', companies: 5 },
    { email: 'super2@demo.example', companies: 2 },
    { email: 'super3@demo.example', companies: 3 },
  ])
})

test('sales staff look after none to six companies', async () => {
  expect(
    await rows(sql`select u.email, count(a.company_id) as companies from system_user u
      join system_role r on r.store_id = u.store_id and r.id = u.system_role_id
      left join sales_staff_company a on a.store_id = u.store_id and a.sales_staff_id = u.id
      where u.store_id = ${demo} and r.is_sales_staff = 1 group by u.id, u.email order by u.id`),
  ).toEqual([
    { email: 'rep1@demo.example', companies: 6 },
    { email: 'rep2@demo.example', companies: 3 },
    { email: 'rep3@demo.example', companies: 0 },
    { email: 'regional@demo.example', companies: 2 },
  ])
})

test('companies and users have an extra field of each type, with values, and none is required', async () => {
  const fields = await rows<{ subject: string; field_type: number; is_required: number; given: number }>(
    sql`select f.subject, f.field_type, f.is_required, count(v.id) as given from extra_field f
      left join extra_field_value v on v.store_id = f.store_id and v.extra_field_id = f.id
      where f.store_id = ${demo} group by f.id, f.subject, f.field_type, f.is_required order by f.id`,
  )

  expect(fields.map(({ given, ...field }) => ({ ...field, given: given > 0 }))).toEqual(
    ['company', 'user'].flatMap((subject) =>
      [0, 1, 2, 3].map((type) => ({ subject, field_type: type, is_required: 0, given: true })),
    ),
  )
})

test('two customers have no account', async () => {
  expect(
    await rows(sql`select c.email from customer c
      left join b2b_user u on u.store_id = c.store_id and u.customer_id = c.id
      where c.store_id = ${demo} and u.id is null order by c.id`),
  ).toEqual([{ email: 'loose1@demo.example' }, { email: 'loose2@demo.example' }])
})

test('some users have a uuid, and some are on the second channel only or on both', async () => {
  const places = await rows<{ id: number; uuid: string; channel_id: number }>(
    sql`select u.id, u.uuid, c.channel_id from b2b_user u
      join user_channel p on p.store_id = u.store_id and p.user_id = u.id
      join channel c on c.store_id = u.store_id and c.id = p.channel_id
      where u.store_id = ${demo} and u.company_id is not null order by c.id`,
  )

  const byUser = [...Map.groupBy(places, ({ id }) => id).values()]
  const sets = byUser.map((user) => user.map(({ channel_id }) => channel_id).join())
  expect(byUser).toHaveLength(60)
  expect(new Set(sets)).toEqual(new Set(['1', '2', '1,2']))
  expect(places.some(({ uuid }) => uuid !== '')).toBe(true)
})

test('no address or phone number in it can reach a real person', async () => {
  const { emails, phones } = await contacts()

  expect(emails.filter((email) => !/^\S+@[\w.-]+\.example$/i.test(email))).toEqual([])
  expect(phones.filter((phone) => !/^555-01\d\d$/.test(phone) && phone !== '')).toEqual([])
})

test('it is as varied as real data: other alphabets, capitals in an email, apostrophes, missing phones', async () => {
  const { emails, phones, names } = await contacts()

  expect(emails.some((email) => email !== email.toLowerCase())).toBe(true)
  expect(emails.some((email) => email.includes("'"))).toBe(true)
  expect(names.some((name) => name.includes("'"))).toBe(true)
  expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true)
  expect(names.some((name) => /[äöüßéñł]/.test(name))).toBe(true)
  expect(phones).toContain('')
})

test('the other store has its own rows, and one email that the demo also has', async () => {
  const count = (table: string) => rows(sql`select 1 from ${sql.table(table)} where store_id = ${other}`)

  expect(await count('company')).toHaveLength(2)
  expect(await count('b2b_user')).toHaveLength(4)
  expect(await count('super_admin_company')).toHaveLength(2)
  expect(await count('sales_staff_company')).toHaveLength(1)
  const shared = sql`select email_key from b2b_user group by email_key having count(*) > 1`
  expect(await rows(shared)).toEqual([{ email_key: 'margaret.holloway@aldgate.example' }])
})

test('planting it a second time gives the same ids', async () => {
  await using again = new AsyncDisposableStack()
  const second = await planted(again, await readSeed('demo'))

  expect(await everything(second)).toEqual(await everything(db))
})

async function rows<T>(query: RawBuilder<unknown>): Promise<T[]> {
  return (await query.$castTo<T>().execute(db)).rows
}

async function contacts() {
  const contact = sql`
    select email, phone, first_name || last_name as name from b2b_user
    union all select email, phone, first_name || last_name from customer
    union all select email, phone, name from system_user
    union all select email, phone, name from company`
  const all = await rows<{ email: string; phone: string; name: string }>(contact)
  return {
    emails: all.map(({ email }) => email),
    phones: all.map(({ phone }) => phone),
    names: all.map(({ name }) => name),
  }
}

/** Every row, without what is random for security: secrets and password salts. */
async function everything(from: Db): Promise<Record<string, string[]>> {
  const tables = `store token system_role system_user channel price_list customer_group customer company role
    permission role_permission b2b_user super_admin_company sales_staff_company user_channel extra_field
    extra_field_value outbox`
  const found: Record<string, string[]> = {}
  for (const table of tables.split(/\s+/)) {
    const all = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(from)
    found[table] = all.rows.map(({ signing_secret, password_hash, ...row }) => JSON.stringify(row)).toSorted()
  }
  return found
}
