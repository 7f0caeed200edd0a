import type { Writer } from '../../src/domain/scope.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import type { App } from '../harness.ts'
import { parameterError } from './replies.ts'

export const success = { status: 200, body: { code: 200, data: {}, meta: { message: 'SUCCESS' } } }
export const noCompany = parameterError('Company does not exist.')
export const noSalesStaff = parameterError('Sales staff does not exist.')

export function put(
  app: App,
  salesStaffId: number | string,
  body: unknown,
  headers?: Record<string, string>,
) {
  return app.send('PUT', `/api/v3/io/sales-staffs/${salesStaffId}`, body, headers)
}

/** A sales person and the companies `a`, `b` and `c`, with no assignments. */
export function arrangeTeam(app: App) {
  return app.arrange(async (writer) => ({
    rep: await aSalesPerson(writer),
    a: await aCompany(writer, { name: 'A' }),
    b: await aCompany(writer, { name: 'B' }),
    c: await aCompany(writer, { name: 'C' }),
  }))
}

/** The assignments, as `[companyId, assignedAt]` in order of company. */
export async function assigned(app: App, salesStaffId: number): Promise<[number, number][]> {
  const { body } = await app.send('GET', `/api/v3/io/sales-staffs/${salesStaffId}`)
  return body.data.assignedCompanies.map((company: { id: number; assignedAt: number }) => [
    company.id,
    company.assignedAt,
  ])
}

export async function updatedAt(app: App, salesStaffId: number): Promise<number> {
  const row = await app.database.db
    .selectFrom('system_user')
    .select('updated_at')
    .where('id', '=', salesStaffId)
    .executeTakeFirstOrThrow()
  return row.updated_at
}

export const begun = (salesStaffId: number, companyId: number) => ({
  event: 'sales_staff.assigned',
  salesStaffId,
  companyId,
})
export const ended = (salesStaffId: number, companyId: number) => ({
  event: 'sales_staff.unassigned',
  salesStaffId,
  companyId,
})

export const url = '/api/v3/io/sales-staffs'
export const list = (data: unknown[], totalCount = data.length, limit = 10, offset = 0) => ({
  status: 200,
  body: { code: 200, data, meta: { message: 'SUCCESS', pagination: { totalCount, limit, offset } } },
})
export const item = (id: number, email: string, companyCount = 0, roleName = 'Sales Rep') => ({
  id,
  email,
  salesRepName: 'Rita Rep',
  roleName,
  companyCount,
})

/** A sales person whose record changed at `updatedAt`. */
export function changedAt(writer: Writer, email: string, updatedAt: number): Promise<number> {
  return aSalesPerson({ ...writer, now: updatedAt }, email)
}

export async function idsOf(app: App, query: string): Promise<number[]> {
  const { body } = await app.send('GET', `${url}?${query}`)
  return body.data.map(({ id }: { id: number }) => id)
}
