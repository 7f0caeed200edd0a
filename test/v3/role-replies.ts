import type { App } from '../harness.ts'

export const refused = (message: string, code = 422) => ({
  status: code,
  body: { code, data: {}, meta: { message } },
})
export const codeTaken = refused('The permission code already exists.')
export const notFound = refused('This resource is not found.', 404)

export const permissionsUrl = '/api/v3/io/companies/permissions'
export const rolesUrl = '/api/v3/io/companies/roles'
export const permissionUrl = (permissionId: number | string) => `${permissionsUrl}/${permissionId}`
export const roleUrl = (roleId: number | string) => `${rolesUrl}/${roleId}`

/** Everything that a request about roles or permissions may write, and that a refused one must not change. */
export async function rowsOf({ database: { db } }: App) {
  return {
    roles: await db.selectFrom('role').selectAll().orderBy('id').execute(),
    permissions: await db.selectFrom('permission').selectAll().orderBy('id').execute(),
    grants: await db
      .selectFrom('role_permission')
      .selectAll()
      .orderBy('role_id')
      .orderBy('permission_id')
      .execute(),
    events: await db.selectFrom('outbox').selectAll().orderBy('id').execute(),
  }
}
