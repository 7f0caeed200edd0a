import { expect } from 'vitest'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { updateSettings } from '../../src/domain/settings.ts'
import { aConvertibleGroup, anExtraField } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'
import { ann, companiesOf, needed, rowsOf } from './customer-group-replies.ts'
import { success } from './replies.ts'

test('a customer group becomes a company with its admin', async ({ app }) => {
  const { groupId, gold, silver } = await app.arrange(async (writer) => {
    await anExtraField(writer, { fieldName: 'Tax' })
    const gold = await createPriceList(writer, 'Gold')
    const silver = await createPriceList(writer, 'Silver')
    return { groupId: await aConvertibleGroup(writer, { priceListId: gold }), gold, silver }
  })

  const reply = await app.send('POST', companiesOf(groupId), {
    ...ann,
    catalogId: String(silver),
    acceptCreationEmail: true,
    addressLine1: '1 Main St',
    addressLine2: 'Floor 2',
    city: 'Austin',
    state: 'Texas',
    zipCode: '78701',
    extraFields: [{ fieldName: 'Tax', fieldValue: 'DE1' }],
    userExtraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
  })

  const { companies, users, customers, groups } = await rowsOf(app)
  const [companyId, userId, customerId] = [companies, users, customers].map(([row]) => row?.id)
  expect(reply).toEqual(success({ companyId }))
  expect(await app.send('GET', `/api/v3/io/companies/${companyId}`)).toEqual(
    success({
      companyId,
      companyName: 'Bolt',
      bcGroupId: groupId,
      bcGroupName: 'Wholesale',
      companyStatus: 1,
      catalogId: String(silver),
      catalogName: 'Silver',
      companyEmail: 'office@bolt.example',
      companyPhone: '555-3000',
      addressLine1: '1 Main St',
      addressLine2: 'Floor 2',
      city: 'Austin',
      state: 'Texas',
      country: 'United States',
      zipCode: '78701',
      createdAt: NOW,
      updatedAt: NOW,
      uuid: '',
      priceListAssign: [],
      parentCompany: { id: null, name: '' },
      extraFields: [
        {
          fieldName: 'Tax',
          fieldValue: 'DE1',
          labelName: 'Tax',
          isRequired: '0',
          dataType: '0',
          fieldType: 0,
        },
      ],
    }),
  )
  expect((await app.send('GET', `/api/v3/io/users/${userId}`)).body.data).toMatchObject({
    email: 'Ann@bolt.example',
    firstName: 'Ann',
    lastName: 'Lee',
    phoneNumber: '555-3001',
    role: 0,
    companyId,
    customerId,
    extraFields: [{ fieldName: 'Team', fieldValue: 'red' }],
  })
  expect(customers.map((row) => row.customer_group_id)).toEqual([groupId])
  expect(groups).toEqual([expect.objectContaining({ id: groupId, name: 'Wholesale', price_list_id: gold })])
  expect(await app.events()).toEqual([
    { event: 'company.created', companyId },
    { event: 'user.created', userId, companyId },
  ])
})

test.for([
  ['that the body leaves out is the group’s', {}, 'Gold'],
  ['that is an empty text is none', { catalogId: '' }, null],
] as const)('a catalog %s', async ([, body, catalogName], { app }) => {
  const groupId = await app.arrange(async (writer) =>
    aConvertibleGroup(writer, { priceListId: await createPriceList(writer, 'Gold') }),
  )

  const { body: reply } = await app.send('POST', companiesOf(groupId), { ...ann, ...body })

  const company = await app.send('GET', `/api/v3/io/companies/${reply.data.companyId}`)
  expect(company.body.data).toMatchObject({ catalogName })
})

test('a customer with the email becomes the admin and keeps their names, and the other customers stay customers', async ({
  app,
}) => {
  const { groupId, customerId } = await app.arrange(async (writer) => {
    const groupId = await aConvertibleGroup(writer)
    const names = { lastName: 'Old', phone: '', customerGroupId: groupId }
    await upsertCustomer(writer, { ...names, email: 'bob@bolt.example', firstName: 'Bob' })
    const input = { ...names, email: 'ann@bolt.example', firstName: 'Annie', customerGroupId: null }
    return { groupId, customerId: await upsertCustomer(writer, input) }
  })

  const reply = await app.send('POST', companiesOf(groupId), { ...needed, adminLastName: 'Lee' })

  const { companies, users, customers } = await rowsOf(app)
  expect(reply).toEqual(success({ companyId: companies[0]?.id }))
  expect(users).toEqual([
    expect.objectContaining({ customer_id: customerId, first_name: 'Annie', last_name: 'Lee' }),
  ])
  expect(customers.map((row) => [row.first_name, row.last_name, row.customer_group_id])).toEqual([
    ['Bob', 'Old', groupId],
    ['Annie', 'Lee', groupId],
  ])
})

test('a store that creates companies as pending does so here too', async ({ app }) => {
  const groupId = await app.arrange(async (writer) => {
    await updateSettings(writer, { newCompanyStatus: 'pending' })
    return aConvertibleGroup(writer)
  })

  await app.send('POST', companiesOf(groupId), ann)

  expect((await rowsOf(app)).companies).toEqual([expect.objectContaining({ status: 0 })])
})

test('when several callers convert one group, exactly one does', async ({ app }) => {
  for (const round of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const groupId = await app.arrange((writer) => aConvertibleGroup(writer, { name: `Group ${round}` }))
    const replies = await Promise.all(
      [1, 2, 3].map((nth) => {
        const adminEmail = `ann${round}.${nth}@bolt.example`
        return app.send('POST', companiesOf(groupId), { ...ann, adminEmail })
      }),
    )

    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 400, 400])
    const { companies, users } = await rowsOf(app)
    expect(companies.filter((row) => row.customer_group_id === groupId)).toHaveLength(1)
    expect(users).toHaveLength(round)
  }
})

test('deleting such a company deletes its group', async ({ app }) => {
  const groupId = await app.arrange((writer) => aConvertibleGroup(writer))
  const { body } = await app.send('POST', companiesOf(groupId), ann)

  const reply = await app.send('DELETE', `/api/v3/io/companies/${body.data.companyId}`)

  expect(reply.status).toBe(200)
  const { companies, groups, customers } = await rowsOf(app)
  expect([companies, groups]).toEqual([[], []])
  expect(customers).toEqual([expect.objectContaining({ customer_group_id: null })])
})

test('parts of the address may be empty', async ({ app }) => {
  const groupId = await app.arrange((writer) => aConvertibleGroup(writer))
  const empty = { addressLine1: '', addressLine2: '', city: '', state: '', zipCode: '' }

  const { status, body } = await app.send('POST', companiesOf(groupId), { ...ann, ...empty })

  expect(status).toBe(200)
  const { body: shown } = await app.send('GET', `/api/v3/io/companies/${body.data.companyId}`)
  expect(shown.data).toMatchObject(empty)
})
