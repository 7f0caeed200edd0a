import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { aCompanyWithTwoAdmins, statusesOf } from '../races.ts'
import { parameterError, refusal } from './replies.ts'
import { success } from './super-admin-replies.ts'
import { emailTaken, logicError, noCompany, noUser, rowsOf, usersUrl, userUrl } from './user-replies.ts'

const ROUNDS = Array.from({ length: 6 }, (_, round) => round)
const names = { firstName: 'Ann', lastName: 'Lee' }

test('when callers want one email for users and a super admin, exactly one gets it', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  for (const round of ROUNDS) {
    const email = `ann${round}@acme.example`
    const user = { ...names, email, companyId, role: 0 }
    const [one, two, superAdmin] = await Promise.all([
      app.send('POST', usersUrl, user),
      app.send('POST', usersUrl, { ...user, email: email.toUpperCase() }),
      app.send('POST', '/api/v3/io/super-admins', { ...names, email }),
    ])

    expect([one, two, superAdmin].filter((reply) => reply?.status === 200)).toHaveLength(1)
    if (one?.status !== 200) expect(one).toEqual(emailTaken(email))
    if (two?.status !== 200) expect(two).toEqual(emailTaken(email.toUpperCase()))
    if (superAdmin?.status !== 200) expect(superAdmin).toEqual(refusal(400, 'The user already exists.'))
    expect((await rowsOf(app)).users.filter((row) => row.email_key === email)).toHaveLength(1)
  }
  expect(await app.events()).toHaveLength(ROUNDS.length)
})

test('of two lists with the same people in different orders, one is created whole', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const people = ['a', 'b', 'c'].map((name) => ({
    ...names,
    email: `${name}@acme.example`,
    companyId,
    role: 2,
  }))

  const replies = await Promise.all(
    [people, people.toReversed()].map((body) => app.send('POST', `${usersUrl}/bulk`, body)),
  )

  expect(statusesOf(replies)).toEqual([200, 422])
  expect((await rowsOf(app)).users).toHaveLength(3)
  expect(await app.events()).toHaveLength(3)
})

test('of the last two users of a company exactly one can be deleted', async ({ app }) => {
  for (const round of ROUNDS) {
    const { companyId, a, b } = await aCompanyWithTwoAdmins(app, round)
    const replies = await Promise.all([a, b].map(({ id }) => app.send('DELETE', userUrl(id))))

    expect(statusesOf(replies)).toEqual([200, 422])
    expect(replies).toContainEqual(logicError('The last user in company can not be deleted.'))
    const left = (await rowsOf(app)).users.filter((user) => user.company_id === companyId)
    expect(left).toHaveLength(1)
    expect(await app.events()).toHaveLength(1)
  }
})

test('where a company must keep an admin, only one of its last two stops being one', async ({ app }) => {
  await app.arrange((writer) => updateSettings(writer, { protectLastAdmin: true }))
  for (const round of ROUNDS) {
    const { companyId, a, b } = await aCompanyWithTwoAdmins(app, round)
    await app.arrange((writer) =>
      aUser(writer, companyId, { email: `c${round}@acme.example`, role: { userRole: 2 } }),
    )
    const replies = await Promise.all([
      app.send('PUT', userUrl(a.id), { role: 2 }),
      round % 2 ? app.send('DELETE', userUrl(b.id)) : app.send('PUT', userUrl(b.id), { role: 1 }),
    ])

    expect(statusesOf(replies)).toEqual([200, 422])
    expect(replies).toContainEqual(logicError('The last admin in company can not be deleted.'))
    const { body } = await app.send('GET', `${usersUrl}?companyId=${companyId}&roles=0`)
    expect(body.data).toHaveLength(1)
    expect(await app.events()).toHaveLength(1)
  }
})

test('callers who change different fields of one user do not undo each other’s changes', async ({ app }) => {
  for (const round of ROUNDS) {
    const { a } = await aCompanyWithTwoAdmins(app, round)
    const changes = [
      { firstName: 'New' },
      { lastName: 'Name' },
      { phoneNumber: '555-9' },
      { email: `new${round}@acme.example`, role: 1 },
      { extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] },
      { extraFields: [{ fieldName: 'Team', fieldValue: 'blue' }] },
    ]
    const replies = await Promise.all(changes.map((change) => app.send('PUT', userUrl(a.id), change)))

    expect(statusesOf(replies)).toEqual(changes.map(() => 200))
    const { body } = await app.send('GET', userUrl(a.id))
    expect(body.data).toMatchObject({
      firstName: 'New',
      lastName: 'Name',
      phoneNumber: '555-9',
      email: `new${round}@acme.example`,
      role: 1,
      extraFields: [{ fieldName: 'Team' }],
    })
  }
})

test('when callers change two users to one email and create one with it, exactly one gets it', async ({
  app,
}) => {
  for (const round of ROUNDS) {
    const { companyId, a, b } = await aCompanyWithTwoAdmins(app, round)
    const email = `wanted${round}@acme.example`
    const replies = await Promise.all([
      app.send('PUT', userUrl(a.id), { email }),
      app.send('PUT', userUrl(b.id), { email }),
      app.send('POST', usersUrl, { ...names, email, companyId, role: 0 }),
    ])

    expect(statusesOf(replies)).toEqual([200, 422, 422])
    expect(replies.filter(({ status }) => status === 422)).toEqual([emailTaken(email), emailTaken(email)])
    expect((await rowsOf(app)).users.filter((row) => row.email_key === email)).toHaveLength(1)
  }
})

test('a user who is created while their company is deleted goes with it, or finds no company', async ({
  app,
}) => {
  for (const round of ROUNDS) {
    const { companyId, a } = await aCompanyWithTwoAdmins(app, round)
    const user = (nth: number) => ({ ...names, email: `n${round}-${nth}@acme.example`, companyId, role: 0 })
    const [one, deleted, two, changed, ended] = await Promise.all([
      app.send('POST', usersUrl, user(1)),
      app.send('DELETE', `/api/v3/io/companies/${companyId}`),
      app.send('POST', usersUrl, user(2)),
      app.send('PUT', userUrl(a.id), { firstName: 'New' }),
      app.send('DELETE', userUrl(a.id)),
    ])

    expect(deleted).toEqual({ status: 200, body: { code: 200, data: {}, meta: { message: 'SUCCESS' } } })
    for (const created of [one, two]) {
      expect([noCompany, success({ userId: expect.any(Number), bcId: expect.any(Number) })]).toContainEqual(
        created,
      )
    }
    if (changed?.status !== 200) expect(changed).toEqual(noUser)
    if (ended?.status !== 200) expect(ended).toEqual(noUser)
    expect((await rowsOf(app)).users.filter((row) => row.company_id === companyId)).toEqual([])
  }
})

test('when two users want one value of a unique extra field, one gets it', async ({ app }) => {
  for (const round of ROUNDS) {
    const { a, b } = await aCompanyWithTwoAdmins(app, round)
    const extraFields = [{ fieldName: 'Badge', fieldValue: `B-${round}` }]
    const replies = await Promise.all([a, b].map(({ id }) => app.send('PUT', userUrl(id), { extraFields })))

    expect(statusesOf(replies)).toEqual([200, 422])
    expect(replies).toContainEqual(parameterError({ extraFields: [`Badge: B-${round} already exists.`] }))
  }
})
