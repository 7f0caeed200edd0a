import { expect } from 'vitest'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { base, notFound, success } from './replies.ts'

const url = `${base}/super-admins`

/** A super admin with a value in an extra field who may act for two companies. */
function arrangeSue(app: App) {
  return app.arrange(async (writer) => {
    const extraFields = [{ fieldName: 'Badge', fieldValue: 'B-1' }]
    const sue = await aSuperAdmin(writer, { extraFields })
    const companyIds = [await aCompany(writer), await aCompany(writer, { name: 'Bolt' })]
    const changes = companyIds.map((companyId) => ({ companyId, assigned: true }))
    await changeCompaniesOfSuperAdmin(writer, sue.id, changes)
    return { sue, companyIds }
  })
}

test('a super admin is deleted with all assignments, and the customer stays', async ({ app }) => {
  const { sue, companyIds } = await arrangeSue(app)

  expect(await app.send('DELETE', `${url}/${sue.id}`)).toEqual(success({ id: sue.id }))

  expect(await app.events()).toEqual([
    ...companyIds.map((companyId) => ({
      event: 'super_admin.unassigned',
      superAdminId: sue.id,
      companyId,
    })),
    { event: 'super_admin.deleted', superAdminId: sue.id },
  ])
  expect((await app.send('GET', `/api/v3/io/super-admins/info/${sue.id}`)).status).toBe(404)
  const { body } = await app.send('GET', `/api/v3/io/companies/${companyIds[0]}/super-admins`)
  expect(body.data).toEqual([])
  const customer = await app.send('GET', `${base}/customers/${sue.customer_id}`)
  expect(customer.body.data).toMatchObject({ email: sue.email, userId: null })
})

test('a customer whose account was deleted may get another', async ({ app }) => {
  const { sue } = await arrangeSue(app)
  await app.send('DELETE', `${url}/${sue.id}`)

  const again = { email: sue.email, firstName: 'Sue', lastName: 'Super' }
  const { body } = await app.send('POST', '/api/v3/io/super-admins', again)

  expect(body.data.customerId).toBe(sue.customer_id)
  expect(body.data.userId).not.toBe(sue.id)
})

test('only a super admin can be deleted, and only once', async ({ app }) => {
  const { sue, companyIds } = await arrangeSue(app)
  const user = await app.arrange((writer) => aUser(writer, companyIds[0] ?? 0))

  for (const superAdminId of [user.id, 999_999]) {
    expect(await app.send('DELETE', `${url}/${superAdminId}`)).toEqual(
      notFound('super admin', { superAdminId: String(superAdminId) }),
    )
  }
  expect(await app.events()).toEqual([])
  const replies = await Promise.all([1, 2].map(() => app.send('DELETE', `${url}/${sue.id}`)))
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 404])
})
