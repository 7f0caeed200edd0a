import type { Writer } from '../../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import type { App } from '../harness.ts'

export const ofSuperAdmin = (superAdminId: number | string) => `/api/v3/io/super-admins/${superAdminId}`
export const ofCompany = (companyId: number | string) => `/api/v3/io/companies/${companyId}/super-admins`

export const companies = (isAssigned: boolean, ...companyIds: number[]) => ({
  companies: companyIds.map((companyId) => ({ companyId, isAssigned })),
})
export const superAdmins = (isAssigned: boolean, ...superAdminIds: number[]) => ({
  superAdmins: superAdminIds.map((superAdminId) => ({ superAdminId, isAssigned })),
})

export async function people(writer: Writer) {
  const a = (await aSuperAdmin(writer, { email: 'a@demo.example' })).id
  const b = (await aSuperAdmin(writer, { email: 'b@demo.example' })).id
  const acme = await aCompany(writer)
  const bolt = await aCompany(writer, { name: 'Bolt' })
  return { a, b, acme, bolt, user: (await aUser(writer, acme)).id }
}

/** A super admin who may act for the companies. Returns their id. */
export async function assigned(writer: Writer, email: string, companyIds: number[]): Promise<number> {
  const { id } = await aSuperAdmin(writer, { email })
  const changes = companyIds.map((companyId) => ({ companyId, assigned: true }))
  await changeCompaniesOfSuperAdmin(writer, id, changes)
  return id
}

/** Who may act for which company: `[superAdminId, companyId]`. */
export async function pairs({ database }: App): Promise<number[][]> {
  const rows = await database.db
    .selectFrom('super_admin_company')
    .select(['super_admin_id', 'company_id'])
    .orderBy('super_admin_id')
    .orderBy('company_id')
    .execute()
  return rows.map(({ super_admin_id, company_id }) => [super_admin_id, company_id])
}
