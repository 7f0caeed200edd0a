import type { UnixSeconds } from '../db/schema.ts'
import { salesStaffViewersAt, superAdminViewersAt } from './assignee-history.ts'
import type { Fields } from './changes.ts'
import { type CompanyViewer, SUBSIDIARIES } from './company-access.ts'
import { refuse } from './errors.ts'
import { accountFields } from './event-fields.ts'
import { about, goBack, inOrder, type Known, type Moment, momentOf, nameAndEmail } from './history.ts'
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
  await goBack(reader, moment, known, {
    names: ['company.created', 'company.parent_changed', 'company.deleted'],
    key: 'companyId',
    condition: about('company_id', [companyId]),
  })
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
  await goBack(reader, moment, users, {
    names: ['user.created', 'user.updated', 'user.deleted'],
    key: 'userId',
    condition: about('company_id', line),
  })
  const roles = await rolesAt(reader, moment, new Set([...users.values()].map(roleIdOf)))
  return inOrder(users).flatMap(([id, user]) => {
    const role = roles.get(roleIdOf(user))
    const member = user['companyId'] === companyId
    if (!member && role?.highestLevel !== SUBSIDIARIES) return []
    return [
      {
        id,
        ...nameAndEmail(user),
        kind: 'user',
        because: member ? 'member' : 'parent',
        companyId: numberOrNull(user['companyId']),
        roleName: role?.name ?? null,
      },
    ]
  })
}

function roleIdOf(user: Fields): number {
  return Number(user['companyRoleId'])
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value)
}
