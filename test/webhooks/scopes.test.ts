import { expect } from 'vitest'
import { deleteAddress, updateAddress } from '../../src/domain/addresses.ts'
import { updateCompany } from '../../src/domain/company-changes.ts'
import { deleteCompany } from '../../src/domain/company-deletion.ts'
import { setParent } from '../../src/domain/hierarchy.ts'
import { deleteRole, updateRole } from '../../src/domain/roles.ts'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { updateSettings } from '../../src/domain/settings.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { deleteSuperAdmin } from '../../src/domain/super-admin-deletion.ts'
import { updateSuperAdmin } from '../../src/domain/super-admins.ts'
import { deleteUser, updateUser } from '../../src/domain/users.ts'
import { aCompany, anAddress, aRole, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { aHook, happen, test } from './sending.ts'

test('events of a company have the vendor’s payload', async ({ app, sender, receiver }) => {
  const parent_id = await app.arrange((writer) => aCompany(writer, { name: 'Parent' }))
  await aHook(app, receiver, 'store/company/*')
  await aHook(app, receiver, 'store/superadmin/*')

  const company_id = await happen(app, (writer) => aCompany(writer))
  await happen(app, (writer) => updateCompany(writer, company_id, { status: 0 }))
  await happen(app, (writer) => setParent(writer, company_id, parent_id))
  await happen(app, (writer) => deleteCompany(writer, company_id))
  await sender.idle()

  expect(receiver.told()).toEqual(
    ['created', 'updated', 'statusUpdated', 'updated', 'deleted'].map((what) => ({
      scope: `store/company/${what}`,
      company_id,
    })),
  )
})

test('events of a company’s users and addresses name the company', async ({ app, sender, receiver }) => {
  const company_id = await app.arrange((writer) => aCompany(writer))
  await app.arrange((writer) => aUser(writer, company_id, { email: 'admin@acme.example' }))
  await aHook(app, receiver, 'store/company/user/*')
  await aHook(app, receiver, 'store/company/address/*')

  const { id: user_id } = await happen(app, (writer) => aUser(writer, company_id))
  await happen(app, (writer) => updateUser(writer, user_id, { firstName: 'Janet' }))
  await happen(app, (writer) => deleteUser(writer, user_id))
  const address_id = await happen(app, (writer) => anAddress(writer, company_id))
  await happen(app, (writer) => updateAddress(writer, { addressId: address_id }, { city: 'Dallas' }))
  await happen(app, (writer) => deleteAddress(writer, { addressId: address_id }))
  await sender.idle()

  const told = receiver.told()
  expect(told.filter((one) => 'user_id' in one)).toEqual(
    ['created', 'updated', 'deleted'].map((what) => ({
      scope: `store/company/user/${what}`,
      company_id,
      user_id,
    })),
  )
  expect(told.filter((one) => 'address_id' in one)).toEqual(
    ['created', 'updated', 'deleted'].map((what) => ({
      scope: `store/company/address/${what}`,
      company_id,
      address_id,
    })),
  )
  expect(told).toHaveLength(6)
})

test('events of a super admin are sent, and a company event for each assignment', async ({
  app,
  sender,
  receiver,
}) => {
  const company_id = await app.arrange((writer) => aCompany(writer))
  await aHook(app, receiver, 'store/superadmin/*')
  await aHook(app, receiver, 'store/company/superadmin/assignmentUpdated')

  const { id: user_id } = await happen(app, (writer) => aSuperAdmin(writer))
  await happen(app, (writer) => updateSuperAdmin(writer, user_id, { firstName: 'Susan' }))
  const assign = (assigned: boolean) => [{ companyId: company_id, assigned }]
  await happen(app, (writer) => changeCompaniesOfSuperAdmin(writer, user_id, assign(true)))
  await happen(app, (writer) => changeCompaniesOfSuperAdmin(writer, user_id, assign(false)))
  await happen(app, (writer) => deleteSuperAdmin(writer, user_id))
  await sender.idle()

  const told = receiver.told()
  const of = (whats: string[]) => whats.map((what) => ({ scope: `store/superadmin/${what}`, user_id }))
  expect(told.filter((one) => 'user_id' in one)).toEqual(
    of(['created', 'updated', 'assignmentUpdated', 'updated', 'assignmentUpdated', 'updated', 'deleted']),
  )
  const assignment = { scope: 'store/company/superadmin/assignmentUpdated', company_id }
  expect(told.filter((one) => 'company_id' in one)).toEqual([assignment, assignment])
})

test('events that the vendor does not send go to hooks that name them, and to no wildcard', async ({
  app,
  sender,
  receiver,
}) => {
  const [company_id, parent_id] = await app.arrange(async (writer) => [
    await aCompany(writer),
    await aCompany(writer, { name: 'Parent' }),
  ])
  const sales_staff_id = await app.arrange((writer) => aSalesPerson(writer))
  const scopes = [
    'roster/salesStaff/assigned',
    'roster/salesStaff/unassigned',
    'roster/role/created',
    'roster/role/updated',
    'roster/role/deleted',
    'roster/company/parentUpdated',
  ]
  for (const scope of scopes) await aHook(app, receiver, scope)

  for (const assigned of [true, false]) {
    await happen(app, (writer) =>
      changeAssignments(writer, sales_staff_id, [{ companyId: company_id, assigned }]),
    )
  }
  const role_id = await happen(app, (writer) => aRole(writer))
  await happen(app, (writer) => updateRole(writer, role_id, { name: 'Buyer', permissions: [] }))
  await happen(app, (writer) => deleteRole(writer, role_id))
  await happen(app, (writer) => setParent(writer, company_id, parent_id))
  await sender.idle()

  const told = receiver.told().toSorted((a, b) => scopes.indexOf(a.scope) - scopes.indexOf(b.scope))
  expect(told).toEqual([
    { scope: 'roster/salesStaff/assigned', sales_staff_id, company_id },
    { scope: 'roster/salesStaff/unassigned', sales_staff_id, company_id },
    { scope: 'roster/role/created', role_id },
    { scope: 'roster/role/updated', role_id },
    { scope: 'roster/role/deleted', role_id },
    { scope: 'roster/company/parentUpdated', company_id, parent_id },
  ])
})

const bulk = [
  {
    companyName: 'Acme',
    companyEmail: 'office@acme.example',
    companyPhone: '555-1000',
    country: 'United States',
    adminFirstName: 'Jane',
    adminLastName: 'Smith',
    adminEmail: 'jane@acme.example',
  },
]

test('companies that are created in bulk are reported like any others', async ({ app, sender, receiver }) => {
  await aHook(app, receiver)

  await app.send('POST', '/api/v3/io/companies/bulk', bulk)
  await sender.idle()

  expect(receiver.told().map(({ scope }) => scope)).toEqual(
    expect.arrayContaining(['store/company/created', 'store/company/user/created']),
  )
})

test('a store with strict webhooks sends only what the vendor sends', async ({ app, sender, receiver }) => {
  await app.arrange((writer) => updateSettings(writer, { strictWebhooks: true }))
  await aHook(app, receiver)
  await aHook(app, receiver, 'roster/role/created')

  await app.send('POST', '/api/v3/io/companies/bulk', bulk)
  await happen(app, (writer) => aRole(writer))
  const company_id = await happen(app, (writer) => aCompany(writer, { name: 'Single' }))
  await sender.idle()

  expect(receiver.told()).toEqual([{ scope: 'store/company/created', company_id }])
})

test('a hook gets what happens after its creation, while it is active', async ({ app, sender, receiver }) => {
  await happen(app, (writer) => aCompany(writer, { name: 'Before' }))
  const id = await aHook(app, receiver)
  const url = `/stores/demo1234/v3/hooks/${id}`
  await app.send('PUT', url, { is_active: false })
  await happen(app, (writer) => aCompany(writer, { name: 'Meanwhile' }))
  await app.send('PUT', url, { is_active: true })

  const company_id = await happen(app, (writer) => aCompany(writer, { name: 'After' }))
  await sender.idle()
  await app.send('DELETE', url)
  await happen(app, (writer) => aCompany(writer, { name: 'Too late' }))
  await sender.idle()

  expect(receiver.told()).toEqual([{ scope: 'store/company/created', company_id }])
})

test('a hook gets the events of its own store only', async ({ app, sender, receiver }) => {
  await aHook(app, receiver)

  await app.send('POST', '/api/v3/io/companies', bulk[0], {
    'X-Auth-Token': 'other-token',
    'X-Store-Hash': 'other567',
  })
  await sender.idle()

  expect(receiver.received).toEqual([])
})
