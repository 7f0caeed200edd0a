import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { listRoleIds } from '../../src/domain/roles.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { listOf, noCompany, noUser, success, usersOf, valueError } from './replies.ts'

const storefront = { channelId: 1, channelName: 'Demo storefront', iconUrl: '' }
const wholesale = { channelId: 2, channelName: 'Demo wholesale', iconUrl: '' }
const times = { createdAt: String(NOW), updatedAt: String(NOW) }

/** Acme with a price list, an admin, a user with one of the store's roles, and a super admin; Sol acts for others. */
function arrangeAcme(app: App) {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer, { priceListId: await createPriceList(writer, 'Wholesale') })
    const roleIds = await listRoleIds(writer)
    const jane = await aUser(writer, companyId, {
      phone: '555-1',
      uuid: 'u-1',
      channelIds: [1, 2],
      extraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
    })
    const roleId = roleIds.get('Buyer with approval') ?? 0
    const bob = await aUser(writer, companyId, { email: 'Bob@acme.example', role: { roleId } })
    const sue = await aSuperAdmin(writer)
    const sol = await aSuperAdmin(writer, { email: 'sol@demo.example' })
    const elsewhere = await aCompany(writer)
    await changeCompaniesOfSuperAdmin(writer, sue.id, [{ companyId, assigned: true }])
    await changeCompaniesOfSuperAdmin(writer, sol.id, [{ companyId: elsewhere, assigned: true }])
    const other = await aUser(writer, elsewhere, { email: 'else@where.example' })
    const shown = {
      jane: {
        id: String(jane.id),
        customerId: String(jane.customer_id),
        email: 'jane@acme.example',
        firstName: 'Jane',
        lastName: 'Smith',
        phoneNumber: '555-1',
        role: '0',
        companyRoleId: roleIds.get('Admin'),
        companyRoleName: 'Admin',
        uuid: 'u-1',
        catalogId: '1',
        ...times,
        channelList: [storefront, wholesale],
      },
      bob: {
        id: String(bob.id),
        customerId: String(bob.customer_id),
        email: 'Bob@acme.example',
        firstName: 'Jane',
        lastName: 'Smith',
        phoneNumber: '',
        role: '2',
        companyRoleId: roleId,
        companyRoleName: 'Buyer with approval',
        uuid: '',
        catalogId: '1',
        ...times,
        channelList: [storefront],
      },
      sue: {
        id: String(sue.id),
        customerId: String(sue.customer_id),
        email: 'super@demo.example',
        firstName: 'Sue',
        lastName: 'Super',
        phoneNumber: '',
        role: '3',
        companyRoleId: 0,
        companyRoleName: '',
        uuid: '',
        catalogId: '1',
        ...times,
        channelList: [storefront],
      },
    }
    return { companyId, jane, sue, other, shown }
  })
}

test('the list shows the users of a company and none of its super admins', async ({ app }) => {
  const { companyId, shown } = await arrangeAcme(app)

  const reply = await app.send('GET', usersOf(companyId))

  expect(reply).toEqual(listOf([shown.jane, shown.bob], { limit: 10, offset: 0, totalCount: 2 }))
})

test('isIncludeExtraFields=1 adds extra fields to each user, 0 does not', async ({ app }) => {
  const { companyId, shown } = await arrangeAcme(app)

  const reply = await app.send('GET', `${usersOf(companyId)}?isIncludeExtraFields=1`)
  const without = await app.send('GET', `${usersOf(companyId)}?isIncludeExtraFields=0`)

  const jane = { ...shown.jane, extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] }
  const bob = { ...shown.bob, extraFields: [] }
  expect(reply).toEqual(listOf([jane, bob], { limit: 10, offset: 0, totalCount: 2 }))
  expect(without.body.data.list).toEqual([shown.jane, shown.bob])
})

test('role[] keeps the named roles, in each of its three spellings', async ({ app }) => {
  const { companyId, shown } = await arrangeAcme(app)
  const listed = async (query: string) =>
    (await app.send('GET', `${usersOf(companyId)}?${query}`)).body.data.list

  expect(await listed('role[]=0')).toEqual([shown.jane])
  expect(await listed('role[]=0,2')).toEqual([shown.jane, shown.bob])
  expect(await listed('role[]=2&role[]=3')).toEqual([shown.bob, shown.sue])
  expect(await listed('role%5B%5D=1')).toEqual([])
  expect(await listed('role[]=')).toEqual([shown.jane, shown.bob])
})

test('role[]=3 lists the super admins assigned to the company', async ({ app }) => {
  const { companyId, shown } = await arrangeAcme(app)

  const reply = await app.send('GET', `${usersOf(companyId)}?role[]=3&isIncludeExtraFields=1`)

  const sue = { ...shown.sue, extraFields: [] }
  expect(reply).toEqual(listOf([sue], { limit: 10, offset: 0, totalCount: 1 }))
})

test('a limit above 250 is lowered, and the reply says so', async ({ app }) => {
  const { companyId, shown } = await arrangeAcme(app)

  const reply = await app.send('GET', `${usersOf(companyId)}?limit=251&offset=1`)

  expect(reply).toEqual(listOf([shown.bob], { limit: 250, offset: 1, totalCount: 2 }))
})

test.for([
  ['limit=-1', { limit: 'Ensure this value is greater than or equal to 1.' }],
  ['limit=0', { limit: 'Ensure this value is greater than or equal to 1.' }],
  ['limit=ten', { limit: 'A valid integer is required.' }],
  ['offset=-1', { offset: 'Ensure this value is greater than or equal to 0.' }],
  ['offset=1000000000000000000', { offset: 'Ensure this value is less than or equal to 9007199254740991.' }],
  ['role[]=4', { 'role[]': 'Ensure this value is less than or equal to 3.' }],
  ['role[]=0,admin', { 'role[]': 'A valid integer is required.' }],
  ['role[]=0,', { 'role[]': 'A valid integer is required.' }],
  ['isIncludeExtraFields=yes', { isIncludeExtraFields: 'Not a valid choice.' }],
  ['role[]=%00', { 'role[]': 'Null characters and unpaired surrogates are not allowed.' }],
] as const)('a list with %s is refused by name', async ([query, data], { app }) => {
  const { companyId } = await arrangeAcme(app)

  expect(await app.send('GET', `${usersOf(companyId)}?${query}`)).toEqual(valueError(data))
})

test('a user is shown by customer id, with extra fields', async ({ app }) => {
  const { companyId, jane, shown } = await arrangeAcme(app)

  const reply = await app.send('GET', `${usersOf(companyId)}/${jane.customer_id}`)

  expect(reply).toEqual(
    success({ ...shown.jane, extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] }, 'SUCCESS'),
  )
})

test('a super admin, a user of another company and an unknown user are not found', async ({ app }) => {
  const { companyId, sue, other } = await arrangeAcme(app)

  for (const customerId of [sue.customer_id, other.customer_id, 999_999]) {
    expect(await app.send('GET', `${usersOf(companyId)}/${customerId}`)).toEqual(noUser)
  }
  expect(await app.send('GET', `${usersOf(999_999)}/${other.customer_id}`)).toEqual(noCompany)
})
