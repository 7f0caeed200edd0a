import { expect } from 'vitest'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { createSystemRole } from '../../src/domain/system-roles.ts'
import { createToken } from '../../src/domain/tokens.ts'
import { aSalesPerson, aSuperAdmin } from '../builders.ts'
import { type App, fromReader, test } from '../harness.ts'
import { operationsOf } from '../http/described.ts'
import { base, refusal } from './replies.ts'

const nouns = [
  'tokens',
  'system-roles',
  'system-users',
  'channels',
  'customer-groups',
  'price-lists',
  'customers',
  'extra-fields',
]

const person = { email: 'x@other.example', firstName: 'X', lastName: 'X', phone: '' }
const groupNotFound = 'customer_group_not_found'

/** One object of each kind in the other store, by the path it would have here. */
function theirs(app: App): Promise<string[]> {
  return app.arrange(async (writer) => {
    const { db, storeId } = writer
    const { id: tokenId } = await createToken(writer, { name: 'X', kind: 'api', scopes: [], value: 'secret' })
    const role = await createSystemRole(writer, { name: 'X', salesStaff: false })
    await db.updateTable('channel').set({ channel_id: 77 }).where('store_id', '=', storeId).execute()
    const superAdmin = await aSuperAdmin(writer)
    const text = { subject: 'user', uuid: '', fieldName: 'X', labelName: 'X', fieldType: 0 } as const
    const field = await createExtraField(writer, text)
    return [
      `tokens/${tokenId}`,
      `system-roles/${role.id}`,
      `system-users/${await aSalesPerson(writer)}`,
      'channels/77',
      `customer-groups/${await createCustomerGroup(writer, { name: 'X', priceListId: null })}`,
      `price-lists/${await createPriceList(writer, 'X')}`,
      `customers/${await upsertCustomer(writer, person)}`,
      `extra-fields/${field.id}`,
      `super-admins/${superAdmin.id}`,
    ]
  }, 'other567')
}

test('a token without the scope control is refused for every operation', async ({ app }) => {
  const operations = (await operationsOf(app)).filter(({ path }) => path.startsWith(base))
  expect(operations.length).toBeGreaterThan(30)

  for (const { method, path, body } of operations) {
    const url = path.replaceAll(/\{\w+\}/g, '1')
    const reply = await app.send(method, url, body && {}, fromReader)
    expect(reply, `${method} ${url}`).toEqual(refusal(403, 'forbidden', 'Invalid access token'))
  }
  expect(await app.events()).toEqual([])
})

test('objects of another store do not exist', async ({ app }) => {
  const paths = await theirs(app)
  const before = await rowsOf(app)

  for (const path of paths) {
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const { status, body } = await app.send(
        method,
        `${base}/${path}`,
        method === 'PUT' ? { name: 'Y' } : undefined,
      )
      expect([404, 405], `${method} ${path}`).toContain(status)
      if (status === 404) expect(body.error.code).toMatch(/_not_found$/)
    }
  }
  expect(await rowsOf(app)).toEqual(before)
  expect(await app.events()).toEqual([])
})

test('objects of another store are not found when a body names them', async ({ app }) => {
  const [, role, , , group] = (await theirs(app)).map((path) => Number(path.split('/')[1]))
  const customerId = await app.arrange((writer) => upsertCustomer(writer, person))
  const staff = { email: 'rita@demo.example', name: 'Rita', systemRoleId: role }

  for (const [method, path, body, code] of [
    ['POST', 'system-users', staff, 'system_role_not_found'],
    ['PUT', 'system-users/1', { systemRoleId: role }, 'system_role_not_found'],
    ['POST', 'customers', { ...person, email: 'y@x.example', customerGroupId: group }, groupNotFound],
    ['PUT', `customers/${customerId}`, { customerGroupId: group }, groupNotFound],
  ] as const) {
    const reply = await app.send(method, `${base}/${path}`, body)
    expect(reply.status, path).toBe(404)
    expect(reply.body.error.code).toBe(code)
  }
  expect(await app.events()).toEqual([])
})

test('no list shows objects of another store', async ({ app }) => {
  await theirs(app)

  for (const noun of nouns) {
    const { body } = await app.send('GET', `${base}/${noun}?limit=1000`)
    expect(JSON.stringify(body)).not.toMatch(/"X"|other\.example/)
  }
})

async function rowsOf({ database: { db } }: App) {
  const tables = ['token', 'system_role', 'system_user', 'channel', 'customer_group', 'price_list'] as const
  const all = [...tables, 'customer', 'extra_field', 'b2b_user'] as const
  return Promise.all(all.map((table) => db.selectFrom(table).selectAll().orderBy('id').execute()))
}
