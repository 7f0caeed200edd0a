import { getCompany } from './companies.ts'
import { listAncestors } from './hierarchy.ts'
import type { Reader } from './scope.ts'

/** Somebody who can see a company, and why. */
export interface CompanyViewer {
  kind: 'user' | 'super_admin' | 'sales_staff'
  id: number
  name: string
  email: string
  /**
   * `member` is a user of the company itself, `parent` one of a company above it whose role reaches subsidiaries,
   * `assignment` somebody who is assigned to it.
   */
  because: 'member' | 'parent' | 'assignment'
  /** The company they belong to; null for who belongs to none. */
  companyId: number | null
  /** The name of their role; null for a super admin. */
  roleName: string | null
}

const kinds: readonly string[] = ['user', 'super_admin', 'sales_staff']

/** Names one of a list of viewers, as `super_admin:7`. */
export type ViewerKey = `${CompanyViewer['kind']}:${number}`

/** A part of a list of viewers. The one that `after` names need not be in the list any more. */
export interface ViewerCursor {
  limit: number
  after: ViewerKey | undefined
}

export function viewerKey({ kind, id }: Pick<CompanyViewer, 'kind' | 'id'>): ViewerKey {
  return `${kind}:${id}`
}

/** The part of `viewers`, which are in the order of kinds and ids. */
export function viewersAfter(
  viewers: readonly CompanyViewer[],
  { limit, after }: ViewerCursor,
): CompanyViewer[] {
  if (after === undefined) return viewers.slice(0, limit)
  const [kind = '', id] = after.split(':')
  const place = kinds.indexOf(kind)
  const later = viewers.filter(
    (viewer) => kinds.indexOf(viewer.kind) > place || (viewer.kind === kind && viewer.id > Number(id)),
  )
  return later.slice(0, limit)
}

/** The level at which a role reaches the companies below its own. */
export const SUBSIDIARIES = 3

/**
 * Everybody who can see a company: first its users and those of the companies above it, then super admins, then sales
 * staff, each in the order of their ids.
 *
 * @throws company_not_found
 */
export async function listCompanyViewers(reader: Reader, companyId: number): Promise<CompanyViewer[]> {
  await getCompany(reader, companyId)
  const above = await listAncestors(reader, companyId)
  return [
    ...(await listUserViewers(reader, companyId, above)),
    ...(await listSuperAdminViewers(reader, companyId)),
    ...(await listSalesStaffViewers(reader, companyId)),
  ]
}

async function listUserViewers(
  { db, storeId }: Reader,
  companyId: number,
  above: number[],
): Promise<CompanyViewer[]> {
  const reaching = db
    .selectFrom('role_permission')
    .select('role_permission.role_id')
    .where('role_permission.store_id', '=', storeId)
    .where('role_permission.level', '=', SUBSIDIARIES)
  const rows = await db
    .selectFrom('b2b_user')
    .innerJoin('role', (join) =>
      join.onRef('role.store_id', '=', 'b2b_user.store_id').onRef('role.id', '=', 'b2b_user.role_id'),
    )
    .select([
      'b2b_user.id',
      'b2b_user.first_name',
      'b2b_user.last_name',
      'b2b_user.email',
      'b2b_user.company_id',
    ])
    .select('role.name as role_name')
    .where('b2b_user.store_id', '=', storeId)
    .where('b2b_user.company_id', 'in', [companyId, ...above])
    .where((expression) =>
      expression.or([
        expression('b2b_user.company_id', '=', companyId),
        expression('b2b_user.role_id', 'in', reaching),
      ]),
    )
    .orderBy('b2b_user.id')
    .execute()
  return rows.map((row) => ({
    kind: 'user',
    id: row.id,
    name: `${row.first_name} ${row.last_name}`,
    email: row.email,
    because: row.company_id === companyId ? 'member' : 'parent',
    companyId: row.company_id,
    roleName: row.role_name,
  }))
}

async function listSuperAdminViewers({ db, storeId }: Reader, companyId: number): Promise<CompanyViewer[]> {
  const rows = await db
    .selectFrom('super_admin_company as assignment')
    .innerJoin('b2b_user', (join) =>
      join
        .onRef('b2b_user.store_id', '=', 'assignment.store_id')
        .onRef('b2b_user.id', '=', 'assignment.super_admin_id'),
    )
    .select(['b2b_user.id', 'b2b_user.first_name', 'b2b_user.last_name', 'b2b_user.email'])
    .where('assignment.store_id', '=', storeId)
    .where('assignment.company_id', '=', companyId)
    .orderBy('b2b_user.id')
    .execute()
  return rows.map((row) => ({
    kind: 'super_admin',
    id: row.id,
    name: `${row.first_name} ${row.last_name}`,
    email: row.email,
    because: 'assignment',
    companyId: null,
    roleName: null,
  }))
}

async function listSalesStaffViewers({ db, storeId }: Reader, companyId: number): Promise<CompanyViewer[]> {
  const rows = await db
    .selectFrom('sales_staff_company as assignment')
    .innerJoin('system_user', (join) =>
      join
        .onRef('system_user.store_id', '=', 'assignment.store_id')
        .onRef('system_user.id', '=', 'assignment.sales_staff_id'),
    )
    .innerJoin('system_role', (join) =>
      join
        .onRef('system_role.store_id', '=', 'system_user.store_id')
        .onRef('system_role.id', '=', 'system_user.system_role_id'),
    )
    .select(['system_user.id', 'system_user.name', 'system_user.email', 'system_role.name as role_name'])
    .where('assignment.store_id', '=', storeId)
    .where('assignment.company_id', '=', companyId)
    .orderBy('system_user.id')
    .execute()
  return rows.map((row) => ({
    kind: 'sales_staff',
    id: row.id,
    name: row.name,
    email: row.email,
    because: 'assignment',
    companyId: null,
    roleName: row.role_name,
  }))
}
