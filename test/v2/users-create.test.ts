import { expect } from 'vitest'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { listRoleIds } from '../../src/domain/roles.ts'
import { aCompany, aSuperAdmin } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'
import { rowsOf, success, usersOf } from './replies.ts'

const ann = { email: 'Ann@acme.example', firstName: 'Ann', lastName: 'Lee', phone: '555-3' }

test('POST creates a user with every field that it is given', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  const reply = await app.send('POST', usersOf(companyId), {
    ...ann,
    acceptWelcomeEmail: '1',
    userRole: '1',
    uuid: 'u-7',
    channelIds: [2],
    originChannelId: 1,
    extraFields: [{ fieldName: 'Limit', fieldValue: '20' }],
    unknown: true,
    FIRSTNAME: 'ignored',
  })

  expect(reply).toEqual(success({ customerId: '1', userId: '1' }))
  const shown = await app.send('GET', `${usersOf(companyId)}/1`)
  expect(shown).toEqual(
    success(
      {
        id: '1',
        customerId: '1',
        email: 'Ann@acme.example',
        firstName: 'Ann',
        lastName: 'Lee',
        phoneNumber: '555-3',
        role: '1',
        companyRoleId: 2,
        companyRoleName: 'Senior Buyer',
        uuid: 'u-7',
        catalogId: '',
        createdAt: String(NOW),
        updatedAt: String(NOW),
        channelList: [{ channelId: 2, channelName: 'Demo wholesale', iconUrl: '' }],
        extraFields: [{ fieldName: 'Limit', fieldValue: '20' }],
      },
      'SUCCESS',
    ),
  )
  expect((await rowsOf(app)).users).toMatchObject([{ origin_channel_id: 1 }])
  expect(await app.events()).toEqual([{ event: 'user.created', userId: 1, companyId }])
})

test('a user is a junior buyer unless userRole or companyRoleId says otherwise', async ({ app }) => {
  const { companyId, roleIds } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    roleIds: await listRoleIds(writer),
  }))
  const roleOf = async (email: string, role: object) => {
    const created = await app.send('POST', usersOf(companyId), { ...ann, email, ...role })
    const { body } = await app.send('GET', `${usersOf(companyId)}/${created.body.data.customerId}`)
    return [body.data.role, body.data.companyRoleName]
  }

  expect(await roleOf('a@acme.example', {})).toEqual(['2', 'Junior Buyer'])
  expect(await roleOf('b@acme.example', { userRole: 0 })).toEqual(['0', 'Admin'])
  expect(await roleOf('c@acme.example', { userRole: '2' })).toEqual(['2', 'Junior Buyer'])
  const companyRoleId = roleIds.get('Buyer with approval')
  expect(await roleOf('d@acme.example', { userRole: 3, companyRoleId })).toEqual(['2', 'Buyer with approval'])
})

test('a customer with the email becomes the user, with the names and the group of the company', async ({
  app,
}) => {
  const { companyId, customerId, groupId } = await app.arrange(async (writer) => {
    const groupId = await createCustomerGroup(writer, { name: 'Acme', priceListId: null })
    return {
      groupId,
      companyId: await aCompany(writer, { customerGroupId: groupId }),
      customerId: await upsertCustomer(writer, { ...ann, email: 'ann@ACME.example', firstName: 'Anna' }),
    }
  })

  const reply = await app.send('POST', usersOf(companyId), ann)

  expect(reply).toEqual(success({ customerId: String(customerId), userId: '1' }))
  const { customers } = await rowsOf(app)
  expect(customers).toMatchObject([
    { id: customerId, email: 'ann@ACME.example', first_name: 'Ann', customer_group_id: groupId },
  ])
})

test('userRole 3 creates a super admin, or converts a customer, and assigns them', async ({ app }) => {
  const { companyId, customerId } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    customerId: await upsertCustomer(writer, { ...ann, email: 'loose@demo.example' }),
  }))

  const created = await app.send('POST', usersOf(companyId), { ...ann, userRole: 3 })
  const converted = await app.send('POST', usersOf(companyId), {
    ...ann,
    email: 'Loose@demo.example',
    userRole: '3',
  })

  expect(created).toEqual(success({ customerId: '2', userId: '1' }))
  expect(converted).toEqual(success({ customerId: String(customerId), userId: '2' }))
  expect((await rowsOf(app)).users).toMatchObject([{ company_id: null }, { company_id: null }])
  expect(await app.events()).toEqual([
    { event: 'super_admin.created', superAdminId: 1 },
    { event: 'super_admin.assigned', superAdminId: 1, companyId },
    { event: 'super_admin.created', superAdminId: 2 },
    { event: 'super_admin.assigned', superAdminId: 2, companyId },
  ])
})

test('userRole 3 with the email of a super admin assigns them and changes nothing else', async ({ app }) => {
  const { companyId, sue } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    sue: await aSuperAdmin(writer),
  }))
  const before = await rowsOf(app)
  const body = { ...ann, email: 'SUPER@demo.example', userRole: 3 }

  const reply = await app.send('POST', usersOf(companyId), body)
  const again = await app.send('POST', usersOf(companyId), body)

  expect(reply).toEqual(success({ customerId: String(sue.customer_id), userId: String(sue.id) }))
  expect(again).toEqual(reply)
  const { users, customers } = await rowsOf(app)
  expect({ users, customers }).toEqual({ users: before.users, customers: before.customers })
  expect(await app.events()).toEqual([{ event: 'super_admin.assigned', superAdminId: sue.id, companyId }])
})
