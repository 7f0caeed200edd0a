import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { sendLines } from '../control/bulk-lines.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { undeletable } from '../v2/replies.ts'
import { parameterError, refusal } from './replies.ts'
import { NOT_INTEGER, success } from './super-admin-replies.ts'
import { logicError, noUser, rowsOf, usersUrl, userUrl } from './user-replies.ts'

const buyer = { email: 'buyer@acme.example', role: { userRole: 2 } } as const
const lastUser = logicError('The last user in company can not be deleted.')
const names = { firstName: 'Jane', lastName: 'Smith' }
const LAST_ADMIN = 'The last admin in company can not be deleted.'
const lastAdmin = logicError(LAST_ADMIN)

/** Jane, the only admin of a company, and a buyer. */
function arrangePair(app: App) {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const extraFields = [{ fieldName: 'Team', fieldValue: 'red' }]
    const jane = await aUser(writer, companyId, { extraFields })
    return { companyId, jane, bob: await aUser(writer, companyId, buyer) }
  })
}

test('DELETE removes the user and what belongs to them, and the customer stays', async ({ app }) => {
  const { companyId, jane, bob } = await arrangePair(app)
  const before = await rowsOf(app)

  const reply = await app.send('DELETE', userUrl(jane.id))

  expect(reply).toEqual(success({ userId: jane.id }))
  expect(await app.events()).toEqual([{ event: 'user.deleted', userId: jane.id, companyId }])
  const { events: _, ...after } = await rowsOf(app)
  expect(after).toEqual({
    companies: before.companies,
    groups: [],
    priceLists: [],
    users: before.users.filter(({ id }) => id === bob.id),
    customers: before.customers,
    channels: before.channels.filter(({ user_id }) => user_id === bob.id),
    extraFields: [],
  })
  expect(await app.send('DELETE', userUrl(jane.id))).toEqual(noUser)
})

test('the email of a deleted user is free, and a new user with it gets the old customer', async ({ app }) => {
  const { companyId, jane } = await arrangePair(app)
  await app.send('DELETE', userUrl(jane.id))

  const again = { firstName: 'Jane', lastName: 'Again', email: 'jane@acme.example', companyId, role: 1 }
  const { body } = await app.send('POST', usersUrl, again)

  expect(body.data.bcId).toBe(jane.customer_id)
  expect(body.data.userId).not.toBe(jane.id)
})

test('the last user of a company cannot be deleted, whoever else may act for it', async ({ app }) => {
  const user = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const { id } = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, id, [{ companyId, assigned: true }])
    await aUser(writer, await aCompany(writer))
    return aUser(writer, companyId, buyer)
  })
  const before = await rowsOf(app)

  expect(await app.send('DELETE', userUrl(user.id))).toEqual(lastUser)
  expect(await rowsOf(app)).toEqual(before)
})

test('a store may protect the only admin of a company', async ({ app }) => {
  const { companyId, jane, bob } = await arrangePair(app)
  const joe = await app.arrange(async (writer) => {
    await updateSettings(writer, { protectLastAdmin: true })
    return aUser(writer, companyId, { email: 'joe@acme.example' })
  })

  expect((await app.send('DELETE', userUrl(joe.id))).status).toBe(200)
  const before = await rowsOf(app)
  expect(await app.send('DELETE', userUrl(jane.id))).toEqual(lastAdmin)
  expect(await rowsOf(app)).toEqual(before)
  expect((await app.send('DELETE', userUrl(bob.id))).status).toBe(200)
  expect(await app.send('DELETE', userUrl(jane.id))).toEqual(lastUser)
})

test('a protected only admin stays an admin in every dialect', async ({ app }) => {
  const { companyId, jane, bob } = await arrangePair(app)
  await app.arrange((writer) => updateSettings(writer, { protectLastAdmin: true }))
  const before = await rowsOf(app)

  expect(await app.send('PUT', userUrl(jane.id), { role: 2 })).toEqual(lastAdmin)
  const v2 = `/api/v2/io/companies/${companyId}`
  for (const [url, body] of [
    [`${v2}/users`, { ...names, email: 'jane@acme.example', userRole: 1 }],
    [`${v2}/user/${jane.id}`, { ...names, userRole: 1 }],
  ] as const) {
    expect(await app.send('PUT', url, body)).toEqual(undeletable(LAST_ADMIN))
  }
  const line = { op: 'updateUser', userId: jane.id, userRole: 2 }
  const { results } = await sendLines(app, [line])
  expect(results).toMatchObject([{ status: 422, error: { code: 'last_admin' } }])
  expect(await rowsOf(app)).toEqual(before)

  expect((await app.send('PUT', userUrl(jane.id), { role: 0, firstName: 'Jo' })).status).toBe(200)
  expect((await app.send('PUT', userUrl(bob.id), { role: 1 })).status).toBe(200)
  expect((await app.send('PUT', userUrl(bob.id), { role: 0 })).status).toBe(200)
  expect((await app.send('PUT', userUrl(jane.id), { role: 2 })).status).toBe(200)
})

test('only a company user of the store can be deleted', async ({ app }) => {
  const { jane } = await arrangePair(app)
  const superAdmin = await app.arrange((writer) => aSuperAdmin(writer))
  const before = await rowsOf(app)

  expect(await app.send('DELETE', userUrl(jane.id), undefined, fromOtherStore)).toEqual(noUser)
  expect(await app.send('DELETE', userUrl(superAdmin.id))).toEqual(noUser)
  expect(await app.send('DELETE', userUrl(999))).toEqual(noUser)
  expect(await app.send('DELETE', userUrl('jane'))).toEqual(parameterError({ userId: NOT_INTEGER }))
  expect(await app.send('DELETE', userUrl(jane.id), undefined, fromReader)).toEqual(
    refusal(403, 'Invalid access token'),
  )
  expect(await rowsOf(app)).toEqual(before)
})
