import { expect } from 'vitest'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { noCompany, noUser, rowsOf, success, undeletable, usersOf } from './replies.ts'

const buyer = { email: 'buyer@acme.example', role: { userRole: 2 } } as const

test('DELETE removes the user and keeps the customer', async ({ app }) => {
  const { companyId, jane, bob } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const extraFields = [{ fieldName: 'Team', fieldValue: 'red' }]
    return {
      companyId,
      jane: await aUser(writer, companyId),
      bob: await aUser(writer, companyId, { ...buyer, extraFields }),
    }
  })
  const before = await rowsOf(app)

  const reply = await app.send('DELETE', `${usersOf(companyId)}/${bob.customer_id}`)

  expect(reply).toEqual(success({ customerId: bob.customer_id }))
  const { users, customers, extraFields, channels } = await rowsOf(app)
  expect(users.map(({ id }) => id)).toEqual([jane.id])
  expect(customers).toEqual(before.customers)
  expect(extraFields).toEqual([])
  expect(channels.map(({ user_id }) => user_id)).toEqual([jane.id])
  expect(await app.events()).toEqual([{ event: 'user.deleted', userId: bob.id, companyId }])
  expect(await app.send('DELETE', `${usersOf(companyId)}/${bob.customer_id}`)).toEqual(noUser)
})

test('the last user of a company cannot be deleted, whatever their role', async ({ app }) => {
  const { companyId, bob } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const { id } = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, id, [{ companyId, assigned: true }])
    await aUser(writer, await aCompany(writer))
    return { companyId, bob: await aUser(writer, companyId, buyer) }
  })
  const before = await rowsOf(app)

  const reply = await app.send('DELETE', `${usersOf(companyId)}/${bob.customer_id}`)

  expect(reply).toEqual(undeletable('The last user in company can not be deleted.'))
  expect(await rowsOf(app)).toEqual(before)
})

test('the only admin of a company cannot be deleted, one of two can', async ({ app }) => {
  const { companyId, jane, joe } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId, buyer)
    return {
      companyId,
      jane: await aUser(writer, companyId),
      joe: await aUser(writer, companyId, { email: 'joe@acme.example' }),
    }
  })

  const first = await app.send('DELETE', `${usersOf(companyId)}/${jane.customer_id}`)
  const second = await app.send('DELETE', `${usersOf(companyId)}/${joe.customer_id}`)

  expect(first).toEqual(success({ customerId: jane.customer_id }))
  expect(second).toEqual(undeletable('The last admin in company can not be deleted.'))
  expect((await rowsOf(app)).users).toHaveLength(2)
  expect(await app.events()).toEqual([{ event: 'user.deleted', userId: jane.id, companyId }])
})

test('in a company without admins any user but the last can be deleted', async ({ app }) => {
  const { companyId, bob } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId, { email: 'joe@acme.example', role: { userRole: 1 } })
    return { companyId, bob: await aUser(writer, companyId, buyer) }
  })

  const reply = await app.send('DELETE', `${usersOf(companyId)}/${bob.customer_id}`)

  expect(reply).toEqual(success({ customerId: bob.customer_id }))
})

test('a super admin, a user of another company and an unknown user are not found', async ({ app }) => {
  const { companyId, strangers } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId)
    const sue = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, sue.id, [{ companyId, assigned: true }])
    const stranger = await aUser(writer, await aCompany(writer), buyer)
    return { companyId, strangers: [sue.customer_id, stranger.customer_id, 999_999, 'x'] }
  })
  const before = await rowsOf(app)

  for (const customerId of strangers) {
    expect(await app.send('DELETE', `${usersOf(companyId)}/${customerId}`)).toEqual(noUser)
  }
  expect(await app.send('DELETE', `${usersOf(999_999)}/1`)).toEqual(noCompany)
  expect(await rowsOf(app)).toEqual(before)
})
