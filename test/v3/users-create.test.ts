import { expect } from 'vitest'
import { aCompany, aSuperAdmin } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, test } from '../harness.ts'
import { storefront, success, wholesale } from './super-admin-replies.ts'
import {
  aCompanyWithJane,
  aCustomer,
  ann,
  emailTaken,
  roleId,
  rowsOf,
  usersUrl,
  userUrl,
} from './user-replies.ts'

test('a user needs names, an email, a company and a role, and is on the default channel', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  const reply = await app.send('POST', usersUrl, { ...ann, companyId })

  const [row] = await app.database.db.selectFrom('b2b_user').select(['id', 'customer_id']).execute()
  expect(reply).toEqual(success({ userId: row?.id, bcId: row?.customer_id }))
  const { role, ...given } = ann
  const record = success({
    ...given,
    id: row?.id,
    phoneNumber: '',
    role,
    companyRoleId: await roleId(app, 'Senior Buyer'),
    companyRoleName: 'Senior Buyer',
    uuid: '',
    companyId,
    customerId: row?.customer_id,
    createdAt: NOW,
    updatedAt: NOW,
    channelList: [storefront],
    extraFields: [],
  })
  expect(await app.send('GET', userUrl(reply.body.data.userId))).toEqual(record)
  expect(await app.send('GET', userUrl(`customer/${reply.body.data.bcId}`))).toEqual(record)
  expect(await app.events()).toEqual([{ event: 'user.created', userId: row?.id, companyId }])
})

test('all other fields are stored, and unknown keys are ignored', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const approver = await roleId(app, 'Buyer with approval')
  const extraFields = [
    { fieldName: 'Cost centre', fieldValue: 'C-7' },
    { fieldName: 'Limit', fieldValue: '1000' },
  ]

  const { body } = await app.send('POST', usersUrl, {
    ...ann,
    companyId,
    companyRoleId: approver,
    phoneNumber: '555-3000',
    uuid: 'ERP 42',
    originChannelId: 2,
    channelIds: [2, 1, 2],
    extraFields,
    acceptWelcomeEmail: true,
    FirstName: 'X',
    id: 7,
  })

  expect(await app.send('GET', userUrl(body.data.userId))).toEqual(
    success({
      ...ann,
      id: body.data.userId,
      phoneNumber: '555-3000',
      role: 2,
      companyRoleId: approver,
      companyRoleName: 'Buyer with approval',
      uuid: 'ERP 42',
      companyId,
      customerId: body.data.bcId,
      createdAt: NOW,
      updatedAt: NOW,
      channelList: [storefront, wholesale],
      extraFields,
    }),
  )
  const origin = app.database.db
    .selectFrom('b2b_user')
    .innerJoin('channel', 'channel.id', 'b2b_user.origin_channel_id')
    .select('channel.channel_id')
  expect(await origin.execute()).toEqual([{ channel_id: 2 }])
})

test('a customer with the email becomes the user’s, and takes the names and the company’s group', async ({
  app,
}) => {
  const customerId = await aCustomer(app, 'ann@ACME.example')
  const { companyId, groupId } = await app.arrange(async (writer) => {
    const { id: groupId } = await writer.db
      .insertInto('customer_group')
      .values({ store_id: writer.storeId, name: 'Gold', name_key: 'gold', price_list_id: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { groupId, companyId: await aCompany(writer, { customerGroupId: groupId }) }
  })

  const { body } = await app.send('POST', usersUrl, { ...ann, companyId })

  expect(body.data.bcId).toBe(customerId)
  const { customers, users } = await rowsOf(app)
  expect(customers).toMatchObject([
    {
      id: customerId,
      email: 'ann@ACME.example',
      first_name: 'Ann',
      last_name: 'Lee',
      phone: '1',
      customer_group_id: groupId,
    },
  ])
  expect(users).toMatchObject([{ email: 'Ann@acme.example' }])
})

test('the email of a user or a super admin is taken, in any case', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  await app.arrange((writer) => aSuperAdmin(writer))
  const before = await rowsOf(app)

  for (const email of ['JANE@acme.example', 'Super@Demo.Example']) {
    expect(await app.send('POST', usersUrl, { ...ann, email, companyId })).toEqual(emailTaken(email))
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a role that the store has created is enough', async ({ app }) => {
  const companyId = await aCompanyWithJane(app)
  const { role: _, ...body } = ann
  const companyRoleId = await roleId(app, 'Admin')

  expect((await app.send('POST', usersUrl, { ...body, companyId, companyRoleId })).status).toBe(200)
})

test('stores do not share emails', async ({ app }) => {
  await aCompanyWithJane(app)
  const companyId = await app.arrange((writer) => aCompany(writer), 'other567')
  const body = { ...ann, email: 'jane@acme.example', companyId }

  expect((await app.send('POST', usersUrl, body, fromOtherStore)).status).toBe(200)
})
