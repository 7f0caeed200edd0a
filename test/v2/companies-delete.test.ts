import { expect } from 'vitest'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { noCompany, rowsOf, success } from './replies.ts'

const forceDelete = (companyId: number | string) => `/api/v2/io/companies/${companyId}/force-del`

test('deleting a company deletes its users, and customers, super admins and subsidiaries stay', async ({
  app,
}) => {
  const { companyId, child, jane, bob, sue } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const sue = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, sue.id, [{ companyId, assigned: true }])
    return {
      companyId,
      sue,
      child: await aCompany(writer, { parentId: companyId }),
      jane: await aUser(writer, companyId),
      bob: await aUser(writer, companyId, { email: 'bob@acme.example' }),
    }
  })
  const before = await rowsOf(app)

  const reply = await app.send('DELETE', forceDelete(companyId))

  expect(reply).toEqual(success({ companyId: String(companyId) }))
  const { companies, users, customers, assignments } = await rowsOf(app)
  expect(companies).toEqual([expect.objectContaining({ id: child, parent_id: null })])
  expect(users.map(({ id }) => id)).toEqual([sue.id])
  expect(customers).toEqual(before.customers)
  expect(assignments).toEqual([])
  expect(await app.events()).toEqual([
    { event: 'user.deleted', userId: jane.id, companyId },
    { event: 'user.deleted', userId: bob.id, companyId },
    { event: 'company.parent_changed', companyId: child, parentId: null },
    { event: 'super_admin.unassigned', superAdminId: sue.id, companyId },
    { event: 'company.deleted', companyId },
  ])
  expect(await app.send('DELETE', forceDelete(companyId))).toEqual(noCompany)
})

test('a company that does not exist or belongs to another store is not deleted', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const before = await rowsOf(app)

  for (const id of [0, -1, 999_999, 'acme']) {
    expect(await app.send('DELETE', forceDelete(id))).toEqual(noCompany)
  }
  expect(await app.send('DELETE', forceDelete(companyId), undefined, fromOtherStore)).toEqual(noCompany)
  expect((await app.send('DELETE', forceDelete(companyId), undefined, fromReader)).status).toBe(403)
  expect(await rowsOf(app)).toEqual(before)
})
