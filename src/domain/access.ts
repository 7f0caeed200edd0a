import { companyStatuses, getCompany } from './companies.ts'
import { SUBSIDIARIES } from './company-access.ts'
import { refuse } from './errors.ts'
import { listAncestors } from './hierarchy.ts'
import type { Reader } from './scope.ts'
import { people } from './user-records.ts'

/** One of the checks: what was looked at, whether it allows the access, and a sentence about it. */
interface Reason {
  check: 'user' | 'super_admin_assignment' | 'role' | 'company' | 'hierarchy' | 'company_status' | 'channel'
  passed: boolean
  detail: string
}

export interface Explanation {
  allowed: boolean
  /** In the order of the checks. */
  reasons: Reason[]
}

/** By their numbers, which count from 0. */
const statusNames = Object.keys(companyStatuses)
const levelNames = ['', 'what is their own', 'the company', 'the company and its subsidiaries']

/**
 * Whether a person may do something for a company, and why. A super admin may do everything for a company that they are
 * assigned to, a company user what their role grants at its level.
 *
 * @throws user_not_found, company_not_found, permission_not_found
 */
export async function explainAccess(
  reader: Reader,
  userId: number,
  companyId: number,
  permission: string,
): Promise<Explanation> {
  const user =
    (await people(reader).where('b2b_user.id', '=', userId).executeTakeFirst()) ??
    refuse({ code: 'user_not_found', userId })
  const company = await getCompany(reader, companyId)
  const permissionId = await getPermissionId(reader, permission)
  const name = `${user.first_name} ${user.last_name}`
  const reasons: Reason[] =
    user.company_id === null || user.role_id === null
      ? [
          { check: 'user', passed: true, detail: `${name} is a super admin.` },
          await assignmentReason(reader, userId, company),
        ]
      : [
          { check: 'user', passed: true, detail: `${name} is a user of company ${user.company_id}.` },
          ...(await membershipReasons(
            reader,
            { companyId: user.company_id, roleId: user.role_id, roleName: user.role_name ?? '' },
            company,
            { id: permissionId, code: permission },
          )),
        ]
  reasons.push({
    check: 'company_status',
    passed: company.status === companyStatuses.approved,
    detail: `Company ${company.id}, "${company.name}", is ${statusNames[company.status]}.`,
  })
  reasons.push(await channelReason(reader, userId))
  return { allowed: reasons.every(({ passed }) => passed), reasons }
}

interface Target {
  id: number
  name: string
}

async function assignmentReason(
  { db, storeId }: Reader,
  userId: number,
  { id, name }: Target,
): Promise<Reason> {
  const assignment = await db
    .selectFrom('super_admin_company')
    .select('assigned_at')
    .where('store_id', '=', storeId)
    .where('super_admin_id', '=', userId)
    .where('company_id', '=', id)
    .executeTakeFirst()
  const detail = `The super admin is ${assignment ? '' : 'not '}assigned to company ${id}, "${name}".`
  return { check: 'super_admin_assignment', passed: assignment !== undefined, detail }
}

async function membershipReasons(
  reader: Reader,
  member: { companyId: number; roleId: number; roleName: string },
  target: Target,
  permission: { id: number; code: string },
): Promise<Reason[]> {
  const level = await levelOf(reader, member.roleId, permission.id)
  const granted = level > 0
  const role: Reason = {
    check: 'role',
    passed: granted,
    detail: granted
      ? `The role "${member.roleName}" grants ${permission.code} at level ${level}: ${levelNames[level]}.`
      : `The role "${member.roleName}" does not grant ${permission.code}.`,
  }
  if (member.companyId === target.id) {
    return [role, { check: 'company', passed: true, detail: `Company ${target.id} is the user's own.` }]
  }
  const above = (await listAncestors(reader, target.id)).includes(member.companyId)
  const own = await getCompany(reader, member.companyId)
  return [
    role,
    {
      check: 'hierarchy',
      passed: above && level === SUBSIDIARIES,
      detail: above
        ? `Company ${target.id} stands below the user's company ${own.id}, which takes level ${SUBSIDIARIES}, and the level is ${level}.`
        : `Company ${target.id} neither is nor stands below the user's company ${own.id}.`,
    },
    {
      check: 'company_status',
      passed: own.status === companyStatuses.approved,
      detail: `The user's company ${own.id}, "${own.name}", is ${statusNames[own.status]}.`,
    },
  ]
}

/** 0 when the role does not grant it. */
async function levelOf({ db, storeId }: Reader, roleId: number, permissionId: number): Promise<number> {
  const grant = await db
    .selectFrom('role_permission')
    .select('level')
    .where('store_id', '=', storeId)
    .where('role_id', '=', roleId)
    .where('permission_id', '=', permissionId)
    .executeTakeFirst()
  return grant?.level ?? 0
}

async function channelReason({ db, storeId }: Reader, userId: number): Promise<Reason> {
  const open = await db
    .selectFrom('user_channel')
    .innerJoin('channel', (join) =>
      join
        .onRef('channel.store_id', '=', 'user_channel.store_id')
        .onRef('channel.id', '=', 'user_channel.channel_id'),
    )
    .select('channel.name')
    .where('user_channel.store_id', '=', storeId)
    .where('user_channel.user_id', '=', userId)
    .where('channel.status', '=', 'active')
    .where('channel.is_enabled', '=', 1)
    .where('channel.b2b_enabled', '=', 1)
    .orderBy('channel.id')
    .executeTakeFirst()
  const detail = open ? `The user is on the open channel "${open.name}".` : 'The user is on no open channel.'
  return { check: 'channel', passed: open !== undefined, detail }
}

async function getPermissionId({ db, storeId }: Reader, code: string): Promise<number> {
  const permission = await db
    .selectFrom('permission')
    .select('id')
    .where('store_id', '=', storeId)
    .where('code', '=', code)
    .executeTakeFirst()
  return permission?.id ?? refuse({ code: 'permission_not_found', permission: code })
}
