import { expect } from 'vitest'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { createSystemRole } from '../../src/domain/system-roles.ts'
import { aCompany, aSalesPerson, aSuperAdmin } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { base } from './replies.ts'

const ROUNDS = Array.from({ length: 10 }, (_, round) => round)
const FEW = [1, 2, 3, 4]

/** Sends two kinds of requests at once, in alternating order. */
async function together<A, B>(round: number, first: () => A, second: () => B) {
  if (round % 2) {
    const b = second()
    return Promise.all([first(), b])
  }
  return Promise.all([first(), second()])
}

/** Four sales people with a role of their own, and a company. */
const aTeam = (app: App) =>
  app.arrange(async (writer) => {
    const role = await createSystemRole(writer, { name: 'Key Account', salesStaff: true })
    const people: number[] = []
    for (const n of FEW) people.push(await aSalesPerson(writer, `rep${n}@demo.example`, 'Key Account'))
    return { systemRoleId: role.id, people, companyId: await aCompany(writer) }
  })

const assign = (app: App, salesStaffId: number, companyId: number) =>
  app.send('PUT', `/api/v3/io/sales-staffs/${salesStaffId}`, [{ companyId, assignStatus: true }])

const assignments = (app: App) => app.database.db.selectFrom('sales_staff_company').selectAll().execute()

test('nobody keeps a company assigned while their role stops being sales staff', async ({ app }) => {
  const { systemRoleId, people, companyId } = await aTeam(app)
  const mark = (salesStaff: boolean) =>
    app.send('PUT', `${base}/system-roles/${systemRoleId}`, { salesStaff })

  for (const round of ROUNDS) {
    await mark(true)
    const [given, unmarked] = await together(
      round,
      () => Promise.all(people.map((person) => assign(app, person, companyId))),
      () => mark(false),
    )

    expect(unmarked.status).toBe(200)
    expect(given.map(({ status }) => status).filter((status) => status !== 200 && status !== 422)).toEqual([])
    expect(await assignments(app)).toEqual([])
  }
})

test('nobody keeps a company assigned while they get a role that is not sales staff', async ({ app }) => {
  const { systemRoleId, people, companyId } = await aTeam(app)
  const give = (systemUserId: number, role: number) =>
    app.send('PUT', `${base}/system-users/${systemUserId}`, { systemRoleId: role })

  for (const round of ROUNDS) {
    await Promise.all(people.map((person) => give(person, systemRoleId)))
    const [, changed] = await together(
      round,
      () => Promise.all(people.map((person) => assign(app, person, companyId))),
      () => Promise.all(people.map((person) => give(person, 2))),
    )

    expect(changed.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await assignments(app)).toEqual([])
  }
})

test('the number of sales staff is exact, whoever is added, changed or retired while the role changes', async ({
  app,
}) => {
  for (const round of ROUNDS) {
    const role = { name: `Role ${round}`, salesStaff: round % 4 < 2 }
    const systemRoleId = (await app.arrange((writer) => createSystemRole(writer, role))).id
    const person = (n: number) => ({ email: `rep${round}.${n}@demo.example`, name: 'Rita', systemRoleId })
    const users = `${base}/system-users`
    const made = await Promise.all(FEW.map((n) => app.send('POST', users, person(n))))
    const [one, two, three] = made.map(({ body }) => `${users}/${body.data.id}`)

    const [changed] = await together(
      round,
      () =>
        Promise.all([
          app.send('DELETE', `${one}`),
          app.send('PUT', `${two}`, { systemRoleId: 2 }),
          app.send('PUT', `${three}`, { systemRoleId: 3 }),
          app.send('POST', users, person(5)),
        ]),
      () => app.send('PUT', `${base}/system-roles/${systemRoleId}`, { salesStaff: !role.salesStaff }),
    )

    expect(changed.map(({ status }) => status)).toEqual([200, 200, 200, 201])
    const { body } = await app.send('GET', '/api/v3/io/sales-staffs?limit=1')
    const all = await app.send('GET', '/api/v3/io/sales-staffs?limit=250')
    expect(body.meta.pagination.totalCount).toBe(all.body.data.length)
  }
})

test('when callers retire one person, exactly one does', async ({ app }) => {
  for (const round of ROUNDS) {
    const rep = await app.arrange((writer) => aSalesPerson(writer, `rep${round}@demo.example`))
    const replies = await Promise.all(FEW.map(() => app.send('DELETE', `${base}/system-users/${rep}`)))

    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404])
    expect(await app.events()).toEqual([{ event: 'system_user.retired', systemUserId: rep }])
  }
})

test('somebody who becomes a super admin while their email changes has one email', async ({ app }) => {
  const names = { firstName: 'Lou', lastName: 'Loose' }

  for (const round of ROUNDS) {
    const email = `lou${round}@demo.example`
    const id = await app.arrange((writer) => upsertCustomer(writer, { email, ...names, phone: '' }))
    const [promoted, changed] = await together(
      round,
      () => app.send('POST', '/api/v3/io/super-admins', { email, ...names }),
      () => app.send('PUT', `${base}/customers/${id}`, { email: `lucy${round}@demo.example` }),
    )

    expect(promoted.status).toBe(200)
    expect([200, 422]).toContain(changed.status)
    const pairs = await app.database.db
      .selectFrom('b2b_user')
      .innerJoin('customer', 'customer.id', 'b2b_user.customer_id')
      .select(['b2b_user.email as account', 'customer.email as customer'])
      .where('b2b_user.email', '=', email)
      .execute()
    expect(pairs).toEqual([{ account: email, customer: email }])
  }
})

test('when several create a default channel, one of the channels is the default', async ({ app }) => {
  const url = `${base}/channels`

  for (const round of ROUNDS) {
    const [made, changed] = await together(
      round,
      () =>
        Promise.all(
          FEW.map((n) => {
            const channelId = 10 * (round + 1) + n
            return app.send('POST', url, { channelId, name: 'Outlet', isDefault: true })
          }),
        ),
      () =>
        Promise.all([1, 2].map((channelId) => app.send('PUT', `${url}/${channelId}`, { isDefault: true }))),
    )

    expect([...made, ...changed].map(({ status }) => status)).toEqual([201, 201, 201, 201, 200, 200])
    const { body } = await app.send('GET', url)
    expect(body.data.filter(({ isDefault }: { isDefault: boolean }) => isDefault)).toHaveLength(1)
  }
})

test('a group or price list that is deleted while a company gets it either goes or is in use', async ({
  app,
}) => {
  for (const round of ROUNDS) {
    const { groupId, priceListId, companyId } = await app.arrange(async (writer) => ({
      groupId: await createCustomerGroup(writer, { name: `Group ${round}`, priceListId: null }),
      priceListId: await createPriceList(writer, 'Gold'),
      companyId: await aCompany(writer),
    }))
    const company = `/api/v3/io/companies/${companyId}`
    const priceListAssign = [{ channelId: 1, priceListId }]

    const [given, deleted] = await together(
      round,
      async () => [
        await app.send('PUT', company, { customerGroupId: groupId }),
        await app.send('PUT', company, { priceListAssign }),
      ],
      async () => [
        await app.send('DELETE', `${base}/customer-groups/${groupId}`),
        await app.send('DELETE', `${base}/price-lists/${priceListId}`),
      ],
    )

    const outcomes = given.map(({ status }, place) => [status, deleted[place]?.status])
    for (const outcome of outcomes)
      expect([
        [200, 422],
        [422, 200],
        [404, 200],
      ]).toContainEqual(outcome)
  }
})

test('when several people want one email at once, one system user and one customer get it', async ({
  app,
}) => {
  for (const round of ROUNDS) {
    const email = `new${round}@demo.example`
    const staff = { name: 'Rita', systemRoleId: 3 }
    const customer = { firstName: 'Lou', lastName: 'Loose' }
    const [asStaff, asCustomers] = await together(
      round,
      () =>
        Promise.all([
          app.send('PUT', `${base}/system-users/1`, { email }),
          app.send('PUT', `${base}/system-users/2`, { email: email.toUpperCase() }),
          app.send('POST', `${base}/system-users`, { ...staff, email }),
        ]),
      () => Promise.all(FEW.map(() => app.send('POST', `${base}/customers`, { ...customer, email }))),
    )

    expect(asStaff.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(asStaff.filter(({ status }) => status === 409)).toHaveLength(2)
    expect(asCustomers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409])
  }
})

test('a super admin who is assigned while being deleted also has an event of the unassignment', async ({
  app,
}) => {
  const companyIds = await app.arrange(async (writer) => {
    const companies: number[] = []
    for (const _ of FEW) companies.push(await aCompany(writer))
    return companies
  })

  for (const round of ROUNDS) {
    const sue = await app.arrange((writer) => aSuperAdmin(writer, { email: `sue${round}@demo.example` }))
    const [replies, deleted] = await together(
      round,
      () => Promise.all(companyIds.map((companyId) => appoint(app, companyId, sue.id))),
      () => app.send('DELETE', `${base}/super-admins/${sue.id}`),
    )

    expect(deleted.status).toBe(200)
    const begun = companyIds.filter((_, place) => replies[place]?.status === 200)
    const told = (event: string) =>
      expect.arrayContaining(begun.map((companyId) => ({ event, superAdminId: sue.id, companyId })))
    const events = await app.events()
    expect(events).toEqual(told('super_admin.assigned'))
    expect(events).toEqual(told('super_admin.unassigned'))
    expect(events).toHaveLength(2 * begun.length + 1)
    expect(events.at(-1)).toEqual({ event: 'super_admin.deleted', superAdminId: sue.id })
  }
})

test('a super admin who is assigned to a company during its deletion also has an event of the unassignment', async ({
  app,
}) => {
  const { people, admins } = await app.arrange(async (writer) => {
    const people: number[] = []
    const admins: number[] = []
    for (const n of FEW) {
      people.push(await aSalesPerson(writer, `rep${n}@demo.example`))
      admins.push((await aSuperAdmin(writer, { email: `sue${n}@demo.example` })).id)
    }
    return { people, admins }
  })

  for (const round of ROUNDS) {
    const companyId = await app.arrange((writer) => aCompany(writer))
    const [replies, deleted] = await together(
      round,
      () =>
        Promise.all([
          ...people.map((person) => assign(app, person, companyId)),
          ...admins.map((admin) => appoint(app, companyId, admin)),
        ]),
      () => app.send('DELETE', `/api/v3/io/companies/${companyId}`),
    )

    expect(deleted.status).toBe(200)
    const begun = [
      ...people.map((salesStaffId) => ({ kind: 'sales_staff', ids: { salesStaffId, companyId } })),
      ...admins.map((superAdminId) => ({ kind: 'super_admin', ids: { superAdminId, companyId } })),
    ].filter((_, place) => replies[place]?.status === 200)
    const told = (what: string) =>
      expect.arrayContaining(begun.map(({ kind, ids }) => ({ event: `${kind}.${what}`, ...ids })))
    const events = await app.events()
    expect(events).toEqual(told('assigned'))
    expect(events).toEqual(told('unassigned'))
    expect(events).toHaveLength(2 * begun.length + 1)
    expect(events.at(-1)).toEqual({ event: 'company.deleted', companyId })
  }
})

const appoint = (app: App, companyId: number, superAdminId: number) =>
  app.send('PUT', `/api/v3/io/companies/${companyId}/super-admins`, {
    superAdmins: [{ superAdminId, isAssigned: true }],
  })
