import type { InjectOptions } from 'fastify'
import { aCompany, anAddress, aRole, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import type { App } from '../harness.ts'
import { json } from './raw.ts'

/** Sends a request with these headers and the credentials. Returns what a client looks at. */
export async function sendWith(
  app: App,
  method: NonNullable<InjectOptions['method']>,
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
) {
  const response = await app.server.inject({
    method,
    url,
    headers: { ...fromDemo, ...(body !== undefined && json), ...headers },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  })
  return {
    status: response.statusCode,
    tag: response.headers.etag ?? '',
    body: response.body === '' ? '' : response.json(),
  }
}

/** What can be read and changed at one address, each with a change that alters how it reads. */
export async function editables(app: App) {
  const hook = { scope: 'store/company/*', destination: 'https://hooks.example', is_active: true }
  const hooked = await app.send('POST', '/stores/demo1234/v3/hooks', hook)
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const user = await aUser(writer, companyId)
    const superAdmin = await aSuperAdmin(writer)
    const addressId = await anAddress(writer, companyId)
    const roleId = await aRole(writer)
    const salesStaffId = await aSalesPerson(writer)
    return [
      [`/api/v3/io/companies/${companyId}`, { companyName: 'Other' }],
      [`/api/v3/io/companies/roles/${roleId}`, { name: 'Other', permissions: [] }],
      [`/api/v3/io/users/${user.id}`, { firstName: 'Other' }],
      [`/api/v3/io/sales-staffs/${salesStaffId}`, [{ companyId, assignStatus: true }]],
      [`/api/v3/io/super-admins/info/${superAdmin.id}`, { firstName: 'Other' }],
      [`/api/v3/io/addresses/${addressId}`, { city: 'Other' }],
      [`/api/v2/io/companies/${companyId}/basic-info`, { companyName: 'Another' }],
      [`/api/v2/io/companies/${companyId}/sales-reps`, { salesReps: [{ id: superAdmin.id }] }],
      [`/api/v2/io/companies/${companyId}/addresses/${addressId}`, { city: 'Another' }],
      [`/stores/demo1234/v3/hooks/${hooked.body.data.id}`, { is_active: false }],
      ['/api/control/v1/settings', { rateLimit: 1000 }],
      [`/api/control/v1/system-users/${salesStaffId}`, { name: 'Other' }],
      ['/api/control/v1/channels/1', { name: 'Other' }],
      [`/api/control/v1/customers/${user.customer_id}`, { firstName: 'Another' }],
    ] as [url: string, change: object][]
  })
}
