import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { aCompany, aSalesPerson, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { statusesOf } from '../races.ts'
import {
  acme,
  aField,
  alreadyExists,
  companiesUrl,
  companyUrl,
  noCompany,
  refused,
} from './company-replies.ts'
import { success } from './replies.ts'
import { emailTaken, rowsOf, usersUrl } from './user-replies.ts'

const ROUNDS = Array.from({ length: 6 }, (_, round) => round)

test('when callers want one email for an admin, a user and a super admin, exactly one gets it', async ({
  app,
}) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  for (const round of ROUNDS) {
    const email = `ann${round}@acme.example`
    const person = { firstName: 'Ann', lastName: 'Lee', email }
    const [one, two, user, superAdmin] = await Promise.all([
      app.send('POST', companiesUrl, { ...acme, adminEmail: email }),
      app.send('POST', companiesUrl, { ...acme, adminEmail: email.toUpperCase() }),
      app.send('POST', usersUrl, { ...person, companyId, role: 0 }),
      app.send('POST', '/api/v3/io/super-admins', person),
    ])

    const replies = [one, two, user, superAdmin]
    expect(replies.filter((reply) => reply?.status === 200)).toHaveLength(1)
    for (const reply of [one, two, superAdmin]) {
      if (reply?.status !== 200) expect(reply).toEqual(alreadyExists)
    }
    if (user?.status !== 200) expect(user).toEqual(emailTaken(email))
    const { users, companies } = await rowsOf(app)
    expect(users.filter((row) => row.email_key === email)).toHaveLength(1)
    expect(companies.every(({ id }) => id === companyId || users.some((row) => row.company_id === id))).toBe(
      true,
    )
  }
})

test('callers who change different fields of one company do not undo each other’s changes', async ({
  app,
}) => {
  for (const _ of ROUNDS) {
    const companyId = await app.arrange((writer) => aCompany(writer))
    const url = companyUrl(companyId)
    const replies = await Promise.all([
      app.send('PUT', url, { companyName: 'New name' }),
      app.send('PUT', url, { companyEmail: 'new@acme.example' }),
      app.send('PUT', `${url}/status`, { companyStatus: 2 }),
      app.send('PUT', url, { city: 'Austin', uuid: 'u-9' }),
    ])

    expect(replies).toEqual(replies.map(() => success({ companyId })))
    const { body } = await app.send('GET', url)
    expect(body.data).toMatchObject({
      companyName: 'New name',
      companyEmail: 'new@acme.example',
      companyStatus: 2,
      city: 'Austin',
      uuid: 'u-9',
    })
    expect((await app.send('GET', `${companiesUrl}?q=new+name`)).body.data[0].companyId).toBe(companyId)
  }
})

test('when callers give a company the same status, one of them changes it', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  await Promise.all(
    [1, 2, 3].map(() => app.send('PUT', `${companyUrl(companyId)}/status`, { companyStatus: 3 })),
  )

  const changes = (await app.events()).filter((event) => 'status' in event)
  expect(changes).toEqual([{ event: 'company.status_updated', companyId, status: 3 }])
})

test('when two companies want one value of a unique extra field, one gets it', async ({ app }) => {
  const [one, two] = await app.arrange(async (writer) => {
    await aField(writer, { isUnique: true })
    return [await aCompany(writer), await aCompany(writer)] as const
  })

  for (const round of ROUNDS) {
    const extraFields = [{ fieldName: 'Region', fieldValue: `R-${round}` }]
    const replies = await Promise.all([
      app.send('PUT', companyUrl(one), { extraFields }),
      app.send('PUT', companyUrl(two), { extraFields }),
      app.send('POST', companiesUrl, { ...acme, adminEmail: `r${round}@acme.example`, extraFields }),
    ])

    expect(statusesOf(replies)).toEqual([200, 422, 422])
    expect(replies.filter(({ status }) => status === 422)).toEqual([
      refused('The Region already exists.'),
      refused('The Region already exists.'),
    ])
  }
})

test('a company is deleted once, whoever else changes it or joins it', async ({ app }) => {
  const { rep, other } = await app.arrange(async (writer) => ({
    rep: await aSalesPerson(writer),
    other: await aCompany(writer),
  }))
  for (const round of ROUNDS) {
    const companyId = await app.arrange(async (writer) => {
      const companyId = await aCompany(writer)
      await aUser(writer, companyId, { email: `u${round}@acme.example` })
      await changeAssignments(writer, rep, [{ companyId, assigned: true }])
      return companyId
    })
    const url = companyUrl(companyId)
    const [one, two, changed, unassigned, attached] = await Promise.all([
      app.send('DELETE', url),
      app.send('DELETE', url),
      app.send('PUT', url, { companyName: 'New name' }),
      app.send('PUT', `/api/v3/io/sales-staffs/${rep}`, [{ companyId, assignStatus: false }]),
      app.send('POST', `${companyUrl(other)}/parent`, { parentCompanyId: companyId }),
    ])

    expect([one, two]).toContainEqual(success({}))
    expect([one, two]).toContainEqual(noCompany)
    if (changed?.status !== 200) expect(changed).toEqual(noCompany)
    expect([200, 422]).toContain(unassigned?.status)
    expect([201, 404]).toContain(attached?.status)
    expect((await rowsOf(app)).companies).toMatchObject([{ id: other, parent_id: null }])
    const ended = (await app.events()).filter((event) => 'salesStaffId' in event)
    expect(ended).toEqual([{ event: 'sales_staff.unassigned', salesStaffId: rep, companyId }])
  }
})
