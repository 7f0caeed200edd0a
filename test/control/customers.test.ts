import { expect } from 'vitest'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, test } from '../harness.ts'
import { base, created, invalid, list, notFound, refusal, success } from './replies.ts'

const url = `${base}/customers`
const lou = { email: 'Lou@demo.example', firstName: 'Lou', lastName: 'Loose', phone: '555-4000' }
const times = { createdAt: NOW, updatedAt: NOW }
const nothingElse = { customerGroupId: null, userId: null, ...times }

/** A customer without an account. Returns the id. */
const aCustomer = (app: App, email = lou.email) =>
  app.arrange((writer) => upsertCustomer(writer, { ...lou, email }))

const signIn = (app: App, password: string) =>
  app.send(
    'POST',
    '/api/io/auth/customers',
    { storeHash: 'demo1234', email: lou.email, password, channelId: 1, name: 'Test' },
    {},
  )

test('a customer is created, and found by id and by email in any case', async ({ app }) => {
  const customerGroupId = await app.arrange((writer) =>
    createCustomerGroup(writer, { name: 'Trade', priceListId: null }),
  )

  const reply = await app.send('POST', url, { ...lou, customerGroupId })

  const { id } = reply.body.data
  const record = { id, ...lou, ...nothingElse, customerGroupId }
  expect(reply).toEqual(created(record))
  expect(await app.events()).toEqual([{ event: 'customer.created', customerId: id }])
  expect(await app.send('GET', `${url}/${id}`)).toEqual(success(record))
  expect(await app.send('GET', `${url}?email=lou%40DEMO.example`)).toEqual(list([record]))
  expect(await app.send('GET', `${url}?email=lou`)).toEqual(list([]))
})

test('a password works for signing in, and neither it nor its hash is ever shown', async ({ app }) => {
  const made = await app.send('POST', url, { ...lou, password: 'correct horse' })
  const one = `${url}/${made.body.data.id}`
  const changed = await app.send('PUT', one, { password: 'battery staple' })

  expect((await signIn(app, 'battery staple')).status).toBe(200)
  expect((await signIn(app, 'correct horse')).status).toBe(400)
  const shown = [made, changed, await app.send('GET', one), await app.send('GET', url), await app.events()]
  for (const secret of ['correct horse', 'battery staple', '$argon2', 'assword']) {
    expect(JSON.stringify(shown)).not.toContain(secret)
  }
})

test('the given fields of a customer change, and null removes the group', async ({ app }) => {
  const id = await app.arrange(async (writer) => {
    const customerGroupId = await createCustomerGroup(writer, { name: 'Trade', priceListId: null })
    return upsertCustomer(writer, { ...lou, customerGroupId })
  })
  app.clock.now += 5

  const changes = { email: 'lucy@demo.example', firstName: 'Lucy', customerGroupId: null }
  const reply = await app.send('PUT', `${url}/${id}`, changes)

  const record = { id, ...lou, ...nothingElse, ...changes, updatedAt: NOW + 5 }
  expect(reply).toEqual(success(record))
  expect(await app.events()).toEqual([{ event: 'customer.updated', customerId: id }])
  expect(await app.send('GET', `${url}?email=lou@demo.example`)).toEqual(list([]))
  expect(await app.send('GET', `${url}?email=lucy@demo.example`)).toEqual(list([record]))
})

test('a customer shows their account, and the email of the account cannot be changed', async ({ app }) => {
  const { user, superAdmin } = await app.arrange(async (writer) => ({
    user: await aUser(writer, await aCompany(writer)),
    superAdmin: await aSuperAdmin(writer),
  }))

  for (const account of [user, superAdmin]) {
    const one = `${url}/${account.customer_id}`
    expect((await app.send('GET', one)).body.data.userId).toBe(account.id)
    for (const email of ['other@demo.example', account.email.toUpperCase()]) {
      expect(await app.send('PUT', one, { email, firstName: 'Other' })).toEqual(
        refusal(422, 'customer_email_bound', 'Customer email bound.', {
          customerId: String(account.customer_id),
          userId: String(account.id),
        }),
      )
    }
    const same = await app.send('PUT', one, { email: account.email, phone: '555-5000' })
    expect(same.body.data).toMatchObject({ email: account.email, firstName: account.first_name })
  }
})

test('an email can be used once, in any case', async ({ app }) => {
  const id = await aCustomer(app)
  const other = await aCustomer(app, 'other@demo.example')
  const taken = (email: string) => refusal(409, 'email_taken', 'Email taken.', { email, by: 'customer' })

  expect(await app.send('POST', url, { ...lou, email: 'LOU@demo.example' })).toEqual(
    taken('LOU@demo.example'),
  )
  expect(await app.send('PUT', `${url}/${other}`, { email: 'lou@DEMO.example' })).toEqual(
    taken('lou@DEMO.example'),
  )
  expect(await app.events()).toEqual([])
  expect((await app.send('PUT', `${url}/${id}`, { email: 'LOU@demo.example' })).status).toBe(200)
  expect((await app.send('POST', url, lou, fromOtherStore)).status).toBe(201)
})

test('when two want one email at once, only one gets it', async ({ app }) => {
  const id = await aCustomer(app, 'other@demo.example')

  const replies = await Promise.all([
    app.send('POST', url, lou),
    app.send('PUT', `${url}/${id}`, { email: 'LOU@demo.example' }),
    app.send('POST', url, { ...lou, email: 'lou@DEMO.example' }),
  ])

  expect(replies.filter(({ status }) => status < 300)).toHaveLength(1)
  expect(replies.filter(({ status }) => status === 409)).toHaveLength(2)
})

test('a JWT says who a customer is, and is exchanged for a storefront token', async ({ app }) => {
  const id = await aCustomer(app)

  const reply = await app.send('POST', `${url}/${id}/jwt`)

  expect(reply).toEqual(success({ jwt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) }))
  const exchange = `/api/io/auth/storefront?jwtToken=${reply.body.data.jwt}&channelId=1`
  expect((await app.send('GET', exchange, undefined, { 'X-Store-Hash': 'demo1234' })).status).toBe(200)
  expect(await app.send('POST', `${url}/999999/jwt`)).toEqual(notFound('customer', { customerId: '999999' }))
})

test('a value that is invalid or does not exist is refused by name', async ({ app }) => {
  const id = await aCustomer(app)
  const gone = notFound('customer', { customerId: '999999' })
  const noGroup = notFound('customer group', { customerGroupId: '999999' })

  expect(await app.send('POST', url, {})).toEqual(
    invalid({ email: 'Is required.', firstName: 'Is required.', lastName: 'Is required.' }),
  )
  expect(await app.send('PUT', `${url}/${id}`, { email: 'lou', lastName: null, password: 'short' })).toEqual(
    invalid({
      email: 'Must be an email address.',
      lastName: 'Must be string.',
      password: 'Must have at least 8 characters.',
    }),
  )
  expect(await app.send('POST', url, { ...lou, email: 'l@demo.example', customerGroupId: 999_999 })).toEqual(
    noGroup,
  )
  expect(await app.send('PUT', `${url}/${id}`, { customerGroupId: 999_999 })).toEqual(noGroup)
  expect(await app.send('PUT', `${url}/${id}`, { customerGroupId: 0 })).toEqual(
    notFound('customer group', { customerGroupId: '0' }),
  )
  expect(await app.send('GET', `${url}/999999`)).toEqual(gone)
  expect(await app.send('PUT', `${url}/999999`, {})).toEqual(gone)
})
