import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, anAddress, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { aField, aGroup, companyUrl, detail, noCompany, refused } from './company-replies.ts'
import { refusal, success } from './replies.ts'
import { noUser, rowsOf, userUrl } from './user-replies.ts'

/** A company between a parent and a subsidiary, with one of everything that a company may have. */
function arrangeCompany(app: App) {
  return app.arrange(async (writer) => {
    await aField(writer)
    const parentId = await aCompany(writer)
    const groupId = await aGroup(writer)
    const companyId = await aCompany(writer, {
      parentId,
      customerGroupId: groupId,
      extraFields: [{ fieldName: 'Region', fieldValue: 'North' }],
    })
    const changes = [{ companyId, assigned: true }]
    const rep = await aSalesPerson(writer)
    await changeAssignments(writer, rep, changes)
    const { id: superAdmin } = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, superAdmin, changes)
    return {
      parentId,
      companyId,
      groupId,
      rep,
      superAdmin,
      childId: await aCompany(writer, { parentId: companyId }),
      jane: await aUser(writer, companyId),
      bob: await aUser(writer, companyId, { email: 'bob@acme.example' }),
      address: await anAddress(writer, companyId),
    }
  })
}

test('DELETE removes a company and everything in it, with an event for each', async ({ app }) => {
  const { companyId, childId, rep, superAdmin, jane, bob, address } = await arrangeCompany(app)
  app.clock.now = NOW + 60

  expect(await app.send('DELETE', companyUrl(companyId))).toEqual(success({}))

  expect(await app.send('GET', companyUrl(companyId))).toEqual(noCompany)
  expect(await app.send('GET', userUrl(jane.id))).toEqual(noUser)
  expect((await rowsOf(app)).extraFields).toEqual([])
  expect(await app.events()).toEqual([
    { event: 'user.deleted', userId: jane.id, companyId },
    { event: 'user.deleted', userId: bob.id, companyId },
    { event: 'address.deleted', addressId: address, companyId },
    { event: 'company.parent_changed', companyId: childId, parentId: null },
    { event: 'sales_staff.unassigned', salesStaffId: rep, companyId },
    { event: 'super_admin.unassigned', superAdminId: superAdmin, companyId },
    { event: 'company.deleted', companyId },
  ])
  expect(await app.send('DELETE', companyUrl(companyId))).toEqual(noCompany)
})

test('customers, their group and super admins stay, and subsidiaries become roots', async ({ app }) => {
  const { companyId, parentId, childId, groupId, rep } = await arrangeCompany(app)
  const { customers, groups } = await rowsOf(app)
  app.clock.now = NOW + 60

  await app.send('DELETE', companyUrl(companyId))

  const after = await rowsOf(app)
  expect(after.customers).toEqual(customers)
  expect(customers.filter((row) => row.customer_group_id === groupId)).toHaveLength(2)
  expect(after.groups).toEqual(groups)
  expect(after.users).toMatchObject([{ email: 'super@demo.example' }])
  expect(await app.send('GET', companyUrl(childId))).toEqual(
    success({ ...detail(childId), updatedAt: NOW + 60 }),
  )
  expect(await app.send('GET', companyUrl(parentId))).toEqual(success(detail(parentId)))
  expect(await app.send('GET', `/api/v3/io/sales-staffs?minModified=${NOW + 60}`)).toMatchObject({
    body: { data: [{ id: rep, companyCount: 0 }] },
  })
})

test('only a company of the store can be deleted', async ({ app }) => {
  const { companyId } = await arrangeCompany(app)
  const before = await rowsOf(app)
  const remove = (id: number | string, headers?: Record<string, string>) =>
    app.send('DELETE', companyUrl(id), undefined, headers)

  expect(await remove(companyId, fromOtherStore)).toEqual(noCompany)
  expect(await remove(999)).toEqual(noCompany)
  expect(await remove('acme')).toEqual(refused('The company id is not valid: A valid integer is required.'))
  expect(await remove(companyId, fromReader)).toEqual(refusal(403, 'Invalid access token'))
  expect(await rowsOf(app)).toEqual(before)
})
