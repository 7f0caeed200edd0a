import { expect } from 'vitest'
import { updateCompany } from '../../src/domain/company-changes.ts'
import { createRole } from '../../src/domain/roles.ts'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { type App, fromOtherStore, test } from '../harness.ts'

/**
 * A store with a parent company, its subsidiary, and an unrelated company; a user of the parent for each role, a super
 * admin who is assigned to the subsidiary, and a sales person who is assigned to it.
 */
async function aStore(app: App) {
  return app.arrange(async (writer) => {
    const parent = await aCompany(writer, { name: 'Parent' })
    const child = await aCompany(writer, { name: 'Child', parentId: parent })
    const apart = await aCompany(writer, { name: 'Apart' })
    const ownOrders = await createRole(writer, {
      name: 'Own orders',
      permissions: [{ code: 'get_orders', level: 1 }],
    })
    const allOrders = await createRole(writer, {
      name: 'Orders below',
      permissions: [{ code: 'get_orders', level: 3 }],
    })
    const user = async (email: string, companyId: number, roleId?: number) =>
      (await aUser(writer, companyId, { email, ...(roleId && { role: { roleId } }) })).id
    const superAdmin = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, superAdmin.id, [{ companyId: child, assigned: true }])
    const rep = await aSalesPerson(writer)
    await changeAssignments(writer, rep, [{ companyId: child, assigned: true }])
    return {
      companies: { parent, child, apart },
      people: {
        admin: await user('admin@parent.example', parent),
        own: await user('own@parent.example', parent, ownOrders),
        below: await user('below@parent.example', parent, allOrders),
        childAdmin: await user('admin@child.example', child),
        superAdmin: superAdmin.id,
      },
      rep,
    }
  })
}

type Store = Awaited<ReturnType<typeof aStore>>
type PersonName = keyof Store['people']
type CompanyName = keyof Store['companies']

const explain = (app: App, userId: number, companyId: number, permission: string) =>
  app.send(
    'GET',
    `/api/control/v1/access/explain?userId=${userId}&companyId=${companyId}&permission=${permission}`,
  )

const cases: [PersonName, CompanyName, string, boolean, string[]][] = [
  ['admin', 'parent', 'create_user', true, []],
  ['admin', 'child', 'create_user', true, []],
  ['admin', 'apart', 'create_user', false, ['hierarchy']],
  ['own', 'parent', 'get_orders', true, []],
  ['own', 'child', 'get_orders', false, ['hierarchy']],
  ['own', 'parent', 'create_user', false, ['role']],
  ['own', 'apart', 'create_user', false, ['role', 'hierarchy']],
  ['below', 'parent', 'get_orders', true, []],
  ['below', 'child', 'get_orders', true, []],
  ['below', 'apart', 'get_orders', false, ['hierarchy']],
  ['below', 'child', 'get_quotes', false, ['role', 'hierarchy']],
  ['childAdmin', 'child', 'get_company_subsidiaries', true, []],
  ['childAdmin', 'parent', 'get_orders', false, ['hierarchy']],
  ['superAdmin', 'child', 'create_user', true, []],
  ['superAdmin', 'parent', 'get_orders', false, ['super_admin_assignment']],
]

test.for(cases)('%s for %s, %s: %s', async ([person, company, permission, allowed, failing], { app }) => {
  const { people, companies } = await aStore(app)

  const { status, body } = await explain(app, people[person], companies[company], permission)

  expect(status).toBe(200)
  expect(body.data.allowed).toBe(allowed)
  const failed = body.data.reasons.filter(({ passed }: { passed: boolean }) => !passed)
  expect(failed.map(({ check }: { check: string }) => check)).toEqual(failing)
})

test('the chain of reasons is given in sentences', async ({ app }) => {
  const { people, companies } = await aStore(app)

  expect(await explain(app, people.below, companies.child, 'get_orders')).toEqual({
    status: 200,
    body: {
      data: {
        allowed: true,
        reasons: [
          { check: 'user', passed: true, detail: `Jane Smith is a user of company ${companies.parent}.` },
          {
            check: 'role',
            passed: true,
            detail: 'The role "Orders below" grants get_orders at level 3: the company and its subsidiaries.',
          },
          {
            check: 'hierarchy',
            passed: true,
            detail: `Company ${companies.child} stands below the user's company ${companies.parent}, which takes level 3, and the level is 3.`,
          },
          {
            check: 'company_status',
            passed: true,
            detail: `The user's company ${companies.parent}, "Parent", is approved.`,
          },
          {
            check: 'company_status',
            passed: true,
            detail: `Company ${companies.child}, "Child", is approved.`,
          },
          { check: 'channel', passed: true, detail: 'The user is on the open channel "Demo storefront".' },
        ],
      },
      meta: {},
    },
  })
})

test.for([0, 2, 3])(
  'nobody may do anything for a company of status %i or as its user',
  async (state, { app }) => {
    const { people, companies } = await aStore(app)
    await app.arrange((writer) => updateCompany(writer, companies.child, { status: state }))

    expect((await explain(app, people.below, companies.child, 'get_orders')).body.data.allowed).toBe(false)
    expect((await explain(app, people.superAdmin, companies.child, 'get_orders')).body.data.allowed).toBe(
      false,
    )
    expect((await explain(app, people.childAdmin, companies.child, 'get_orders')).body.data.allowed).toBe(
      false,
    )
    expect((await explain(app, people.below, companies.parent, 'get_orders')).body.data.allowed).toBe(true)
    await app.arrange((writer) => updateCompany(writer, companies.parent, { status: state }))
    await app.arrange((writer) => updateCompany(writer, companies.child, { status: 1 }))
    expect((await explain(app, people.below, companies.child, 'get_orders')).body.data.allowed).toBe(false)
  },
)

test('somebody without an open channel may do nothing', async ({ app }) => {
  const { people, companies } = await aStore(app)
  await app.database.transaction((tx) => tx.updateTable('channel').set({ is_enabled: 0 }).execute())

  const { body } = await explain(app, people.admin, companies.parent, 'get_orders')

  expect(body.data.allowed).toBe(false)
  expect(body.data.reasons.at(-1)).toEqual({
    check: 'channel',
    passed: false,
    detail: 'The user is on no open channel.',
  })
})

test('an object that does not exist or belongs to another store is not found', async ({ app }) => {
  const { people, companies } = await aStore(app)
  const notFound = (code: string, message: string, fields: object) => ({
    status: 404,
    body: { error: { code, message, fields } },
  })

  expect(await explain(app, 999_999, companies.parent, 'get_orders')).toEqual(
    notFound('user_not_found', 'User not found.', { userId: '999999' }),
  )
  expect(await explain(app, people.admin, 999_999, 'get_orders')).toEqual(
    notFound('company_not_found', 'Company not found.', { companyId: '999999' }),
  )
  expect((await explain(app, people.admin, companies.parent, 'get_away')).body.error.code).toBe(
    'permission_not_found',
  )
  const url = `/api/control/v1/access/explain?userId=${people.admin}&companyId=${companies.parent}&permission=get_orders`
  expect((await app.send('GET', url, undefined, fromOtherStore)).status).toBe(404)
})

test('everyone who can see a company is listed, with the reason', async ({ app }) => {
  const { people, companies, rep } = await aStore(app)

  const reply = await app.send('GET', `/api/control/v1/companies/${companies.child}/access`)

  const user = { kind: 'user', name: 'Jane Smith' }
  const ofParent = { ...user, because: 'parent', companyId: companies.parent }
  const byAssignment = { because: 'assignment', companyId: null }
  expect(reply).toEqual({
    status: 200,
    body: {
      data: [
        { ...ofParent, id: people.admin, email: 'admin@parent.example', roleName: 'Admin' },
        { ...ofParent, id: people.below, email: 'below@parent.example', roleName: 'Orders below' },
        {
          ...user,
          id: people.childAdmin,
          email: 'admin@child.example',
          because: 'member',
          companyId: companies.child,
          roleName: 'Admin',
        },
        {
          ...byAssignment,
          kind: 'super_admin',
          id: people.superAdmin,
          name: 'Sue Super',
          email: 'super@demo.example',
          roleName: null,
        },
        {
          ...byAssignment,
          kind: 'sales_staff',
          id: rep,
          name: 'Rita Rep',
          email: 'rep@demo.example',
          roleName: 'Sales Rep',
        },
      ],
      meta: { limit: 100, next: null },
    },
  })
})

test('the list of those who can see a company has pages that stay correct while people come and go', async ({
  app,
}) => {
  const { people, companies } = await aStore(app)
  const url = `/api/control/v1/companies/${companies.child}/access`
  const whole = (await app.send('GET', url)).body.data
  const seen = []
  let next: string | null = null
  do {
    const { body } = await app.send('GET', `${url}?limit=1${next ? `&after=${next}` : ''}`)
    seen.push(...body.data)
    next = body.meta.next
    // The person that the cursor names may be deleted.
    if (next === `user:${people.below}`) await app.send('DELETE', `/api/v3/io/users/${people.below}`)
  } while (next)

  expect(seen).toEqual(whole)
  for (const after of ['12', 'user:', 'nobody:1', 'user:1:2']) {
    const { body } = await app.send('GET', `${url}?after=${after}`)
    expect(body.error.fields).toEqual({ after: 'Must be of a documented form.' })
  }
})
