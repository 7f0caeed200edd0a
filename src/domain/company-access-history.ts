import { inParts, MOST_IDS } from '../db/parts.ts'
import type { UnixSeconds } from '../db/schema.ts'
import type { Fields } from './changes.ts'
import { type CompanyViewer, SUBSIDIARIES } from './company-access.ts'
import { refuse } from './errors.ts'
import { accountFields, systemRoleFields, systemUserFields } from './event-fields.ts'
import { about, aboutNobody, goBack, type Known, type Moment, momentOf } from './history.ts'
import { rolesAt } from './role-history.ts'
import type { Reader } from './scope.ts'

/**
 * Everybody who could see a company at the end of the second `at`, in the order of `listCompanyViewers`, with the names,
 * emails and roles that they had then.
 *
 * @throws history_not_kept, and company_not_found where there was no such company then
 */
export async function listCompanyViewersAt(
  reader: Reader,
  companyId: number,
  at: UnixSeconds,
): Promise<CompanyViewer[]> {
  const moment = await momentOf(reader, at)
  const line = await lineAt(reader, moment, companyId)
  return [
    ...(await userViewersAt(reader, moment, companyId, line)),
    ...(await superAdminViewersAt(reader, moment, companyId)),
    ...(await salesStaffViewersAt(reader, moment, companyId)),
  ]
}

/** The company and those above it, up to the root. */
async function lineAt(reader: Reader, moment: Moment, companyId: number): Promise<number[]> {
  const line: number[] = []
  let next: number | null = companyId
  while (next !== null && !line.includes(next)) {
    const parentId = await parentAt(reader, moment, next)
    line.push(next)
    next = parentId
  }
  return line
}

async function parentAt(reader: Reader, moment: Moment, companyId: number): Promise<number | null> {
  const row = await reader.db
    .selectFrom('company')
    .select('parent_id as parentId')
    .where('store_id', '=', reader.storeId)
    .where('id', '=', companyId)
    .executeTakeFirst()
  const known: Known = new Map(row && [[companyId, { parentId: row.parentId }]])
  await goBack(
    reader,
    moment,
    known,
    ['company.created', 'company.parent_changed', 'company.deleted'],
    (payload) => payload['companyId'],
    about('company_id', [companyId]),
  )
  const company = known.get(companyId) ?? refuse({ code: 'company_not_found', companyId })
  return numberOrNull(company['parentId'])
}

async function userViewersAt(
  reader: Reader,
  moment: Moment,
  companyId: number,
  line: number[],
): Promise<CompanyViewer[]> {
  const rows = await reader.db
    .selectFrom('b2b_user')
    .selectAll()
    .where('store_id', '=', reader.storeId)
    .where('company_id', 'in', line)
    .execute()
  const users: Known = new Map(rows.map((row) => [row.id, accountFields(row)]))
  await goBack(
    reader,
    moment,
    users,
    ['user.created', 'user.updated', 'user.deleted'],
    (payload) => payload['userId'],
    about('company_id', line),
  )
  const roles = await rolesAt(reader, moment, new Set([...users.values()].map(roleIdOf)))
  return inOrder(users).flatMap(([id, user]) => {
    const role = roles.get(roleIdOf(user))
    const member = user['companyId'] === companyId
    if (!member && role?.highestLevel !== SUBSIDIARIES) return []
    return [
      {
        ...personal(id, user),
        kind: 'user',
        because: member ? 'member' : 'parent',
        companyId: numberOrNull(user['companyId']),
        roleName: role?.name ?? null,
      },
    ]
  })
}

async function superAdminViewersAt(
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
  await goBack(
    reader,
    moment,
    assigned,
    ['super_admin.assigned', 'super_admin.unassigned'],
    (payload) => payload['superAdminId'],
    about('company_id', [companyId]),
  )
  const people: Known = new Map()
  for (const ids of inParts(assigned.keys(), MOST_IDS)) {
    const found = await db
      .selectFrom('b2b_user')
      .selectAll()
      .where('store_id', '=', storeId)
      .where('id', 'in', ids)
      .execute()
    for (const row of found) people.set(row.id, accountFields(row))
    await goBack(
      reader,
      moment,
      people,
      ['super_admin.updated', 'super_admin.deleted'],
      (payload) => payload['superAdminId'],
      about('super_admin_id', ids),
    )
  }
  return inOrder(people).map(([id, person]) => ({
    ...personal(id, person),
    kind: 'super_admin',
    because: 'assignment',
    companyId: null,
    roleName: null,
  }))
}

async function salesStaffViewersAt(
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
  await goBack(
    reader,
    moment,
    assigned,
    ['sales_staff.assigned', 'sales_staff.unassigned'],
    (payload) => payload['salesStaffId'],
    about('company_id', [companyId]),
  )
  const people: Known = new Map()
  for (const ids of inParts(assigned.keys(), MOST_IDS)) {
    const found = await db
      .selectFrom('system_user')
      .selectAll()
      .where('store_id', '=', storeId)
      .where('id', 'in', ids)
      .execute()
    for (const row of found) people.set(row.id, systemUserFields(row))
    await goBack(
      reader,
      moment,
      people,
      ['system_user.updated'],
      (payload) => payload['systemUserId'],
      about('sales_staff_id', ids),
    )
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
  await goBack(
    reader,
    moment,
    roles,
    ['system_role.updated'],
    (payload) => payload['systemRoleId'],
    aboutNobody,
  )
  return roles
}

function roleIdOf(user: Fields): number {
  return Number(user['companyRoleId'])
}

function personal(id: number, person: Fields) {
  return { id, name: `${person['firstName']} ${person['lastName']}`, email: String(person['email']) }
}

function inOrder(known: Known): [number, Fields][] {
  return [...known].toSorted(([a], [b]) => a - b)
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value)
}
