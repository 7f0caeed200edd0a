import { expect } from 'vitest'
import { Refused } from '../../src/domain/errors.ts'
import { byCommand } from '../../src/domain/scope.ts'
import { createSuperAdmin } from '../../src/domain/super-admins.ts'
import { aCompany } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { aCompanyWithTwoAdmins, statusesOf } from '../races.ts'
import { emailTaken, noUser, rowsOf, success, undeletable, userOf, usersOf } from './replies.ts'

const ROUNDS = Array.from({ length: 8 }, (_, round) => round)
const names = { firstName: 'Ann', lastName: 'Lee', phone: '' }

async function holders(app: App, email: string): Promise<number> {
  return (await rowsOf(app)).users.filter((user) => user.email_key === email).length
}

test('when callers want one email for a user, exactly one gets it', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  for (const round of ROUNDS) {
    const body = { ...names, email: `ann${round}@acme.example` }
    const replies = await Promise.all([1, 2, 3].map(() => app.send('POST', usersOf(companyId), body)))

    expect(statusesOf(replies)).toEqual([200, 400, 400])
    expect(replies.filter(({ status }) => status === 400)).toEqual([emailTaken, emailTaken])
    expect(await holders(app, body.email)).toBe(1)
  }
  expect(await app.events()).toHaveLength(ROUNDS.length)
})

test('when one caller wants an email for a user and another for a super admin, exactly one gets it', async ({
  app,
}) => {
  const { companyId, storeId } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    storeId: writer.storeId,
  }))

  for (const round of ROUNDS) {
    const input = { ...names, email: `ann${round}@acme.example` }
    const [user, superAdmin] = await Promise.allSettled([
      app.send('POST', usersOf(companyId), input),
      app.database.transaction((db) =>
        createSuperAdmin(
          { db, storeId, now: app.clock.now, ...byCommand },
          { ...input, email: input.email.toUpperCase() },
        ),
      ),
    ])

    const created = user.status === 'fulfilled' && user.value.status === 200
    if (!created) expect(user).toEqual({ status: 'fulfilled', value: emailTaken })
    if (superAdmin.status === 'rejected') expect(superAdmin.reason).toBeInstanceOf(Refused)
    expect([created, superAdmin.status === 'fulfilled'].filter(Boolean)).toHaveLength(1)
    expect(await holders(app, input.email)).toBe(1)
  }
})

test('when users change to one email and another is created with it, exactly one gets it', async ({
  app,
}) => {
  for (const round of ROUNDS) {
    const { companyId, a, b } = await aCompanyWithTwoAdmins(app, round)
    const email = `wanted${round}@acme.example`
    const replies = await Promise.all([
      app.send('PUT', userOf(companyId, a.id), { email }),
      app.send('PUT', userOf(companyId, b.id), { email }),
      app.send('POST', usersOf(companyId), { ...names, email }),
    ])

    expect(statusesOf(replies)).toEqual([200, 400, 400])
    expect(replies.filter(({ status }) => status === 400)).toEqual([emailTaken, emailTaken])
    expect(await holders(app, email)).toBe(1)
  }
})

test('a super admin who is added to two companies at once is created once and assigned to both', async ({
  app,
}) => {
  const [one, two] = await app.arrange(async (writer) => [await aCompany(writer), await aCompany(writer)])

  for (const round of ROUNDS) {
    const body = { ...names, email: `sue${round}@demo.example`, userRole: 3 }
    const replies = await Promise.all(
      [one, two].map((companyId) => app.send('POST', usersOf(Number(companyId)), body)),
    )

    expect(replies).toEqual([success(replies[0]?.body.data), success(replies[0]?.body.data)])
    expect(await holders(app, body.email)).toBe(1)
    expect((await rowsOf(app)).assignments).toHaveLength(2 * (round + 1))
  }
})

test('of the last two users of a company exactly one can be deleted', async ({ app }) => {
  for (const round of ROUNDS) {
    const { companyId, a, b } = await aCompanyWithTwoAdmins(app, round)
    const replies = await Promise.all(
      [a, b].map(({ customer_id }) => app.send('DELETE', `${usersOf(companyId)}/${customer_id}`)),
    )

    expect(statusesOf(replies)).toEqual([200, 500])
    expect(replies).toContainEqual(undeletable('The last user in company can not be deleted.'))
    expect((await rowsOf(app)).users.filter((user) => user.company_id === companyId)).toHaveLength(1)
    expect(await app.events()).toHaveLength(1)
  }
})

test('callers who change different fields of one user do not undo each other’s changes', async ({ app }) => {
  for (const round of ROUNDS) {
    const { companyId, a } = await aCompanyWithTwoAdmins(app, round)
    const changes = [{ firstName: 'New' }, { lastName: 'Name' }, { phone: '555-9' }, { uuid: 'u-9' }]
    const replies = await Promise.all(
      changes.map((change) => app.send('PUT', userOf(companyId, a.id), change)),
    )

    expect(statusesOf(replies)).toEqual([200, 200, 200, 200])
    const { body } = await app.send('GET', `${usersOf(companyId)}/${a.customer_id}`)
    expect(body.data).toMatchObject({ firstName: 'New', lastName: 'Name', phoneNumber: '555-9', uuid: 'u-9' })
    const { users } = await rowsOf(app)
    expect(users.find(({ id }) => id === a.id)?.search_key).toBe(`a${round}@acme.example\nnew\nname`)
  }
})

test('a user who is deleted while others change them is not changed afterwards', async ({ app }) => {
  for (const round of ROUNDS) {
    const { companyId, a } = await aCompanyWithTwoAdmins(app, round)
    const [deleted, ...changed] = await Promise.all([
      app.send('DELETE', `${usersOf(companyId)}/${a.customer_id}`),
      ...[1, 2, 3].map(() => app.send('PUT', userOf(companyId, a.id), { firstName: 'New' })),
    ])

    expect(deleted).toEqual(success({ customerId: a.customer_id }))
    const done = changed.filter(({ status }) => status === 200)
    expect(changed.filter((reply) => !done.includes(reply))).toEqual(
      changed.slice(done.length).map(() => noUser),
    )
    expect(await app.events()).toEqual([
      ...done.map(() => ({ event: 'user.updated', userId: a.id, companyId })),
      { event: 'user.deleted', userId: a.id, companyId },
    ])
    expect(await holders(app, a.email)).toBe(0)
  }
})
