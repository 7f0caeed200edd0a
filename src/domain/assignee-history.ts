import { inParts, MOST_IDS } from '../db/parts.ts'
import type { CompanyViewer } from './company-access.ts'
import { accountFields, systemRoleFields, systemUserFields } from './event-fields.ts'
import { about, aboutNobody, goBack, inOrder, type Known, type Moment, nameAndEmail } from './history.ts'
import type { Reader } from './scope.ts'

/** The super admins who could see a company at a moment, in the order of their ids. */
export async function superAdminViewersAt(
  reader: Reader,
  moment: Moment,
  companyId: number,
): Promise<CompanyViewer[]> {
  const { db, storeId } = reader
  const rows = await db
    .selectFrom('super_admin_company')
    .select('super_admin_id')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .execute()
  const assigned: Known = new Map(rows.map((row) => [row.super_admin_id, {}]))
  await goBack(reader, moment, assigned, {
    names: ['super_admin.assigned', 'super_admin.unassigned'],
    key: 'superAdminId',
    condition: about('company_id', [companyId]),
  })
  const people: Known = new Map()
  for (const ids of inParts(assigned.keys(), MOST_IDS)) {
    const found = await db
      .selectFrom('b2b_user')
      .selectAll()
      .where('store_id', '=', storeId)
      .where('id', 'in', ids)
      .execute()
    for (const row of found) people.set(row.id, accountFields(row))
    await goBack(reader, moment, people, {
      names: ['super_admin.updated', 'super_admin.deleted'],
      key: 'superAdminId',
      condition: about('super_admin_id', ids),
    })
  }
  return inOrder(people).map(([id, person]) => ({
    id,
    ...nameAndEmail(person),
    kind: 'super_admin',
    because: 'assignment',
    companyId: null,
    roleName: null,
  }))
}

/** The sales staff who looked after a company at a moment, in the order of their ids. */
export async function salesStaffViewersAt(
  reader: Reader,
  moment: Moment,
  companyId: number,
): Promise<CompanyViewer[]> {
  const { db, storeId } = reader
  const rows = await db
    .selectFrom('sales_staff_company')
    .select('sales_staff_id')
    .where('store_id', '=', storeId)
    .where('company_id', '=', companyId)
    .execute()
  const assigned: Known = new Map(rows.map((row) => [row.sales_staff_id, {}]))
  await goBack(reader, moment, assigned, {
    names: ['sales_staff.assigned', 'sales_staff.unassigned'],
    key: 'salesStaffId',
    condition: about('company_id', [companyId]),
  })
  const people: Known = new Map()
  for (const ids of inParts(assigned.keys(), MOST_IDS)) {
    const found = await db
      .selectFrom('system_user')
      .selectAll()
      .where('store_id', '=', storeId)
      .where('id', 'in', ids)
      .execute()
    for (const row of found) people.set(row.id, systemUserFields(row))
    await goBack(reader, moment, people, {
      names: ['system_user.updated'],
      key: 'systemUserId',
      condition: about('sales_staff_id', ids),
    })
  }
  const roles = await systemRolesAt(reader, moment)
  return inOrder(people).map(([id, person]) => ({
    kind: 'sales_staff',
    id,
    name: String(person['name']),
    email: String(person['email']),
    because: 'assignment',
    companyId: null,
    roleName: String(roles.get(Number(person['systemRoleId']))?.['name']),
  }))
}

async function systemRolesAt(reader: Reader, moment: Moment): Promise<Known> {
  const rows = await reader.db
    .selectFrom('system_role')
    .selectAll()
    .where('store_id', '=', reader.storeId)
    .execute()
  const roles: Known = new Map(rows.map((row) => [row.id, systemRoleFields(row)]))
  await goBack(reader, moment, roles, {
    names: ['system_role.updated'],
    key: 'systemRoleId',
    condition: aboutNobody,
  })
  return roles
}
