import { readFileSync } from 'node:fs'
import type { Ids } from '../isolation/everything.ts'

/** An event as the API lists it. */
export interface ShownEvent {
  id: number
  type: string
  createdAt: number
  actor: string
  onBehalfOf: string | null
  requestId: string | null
  subject: object
  before: object | null
  after: object | null
}

/** The objects that an id of each name may refer to, by their names in `Ids`. */
const kinds: Record<string, readonly (keyof Ids)[]> = {
  companyId: ['companyId', 'secondCompanyId', 'childCompanyId', 'parentCompanyId'],
  parentId: ['companyId', 'secondCompanyId', 'childCompanyId', 'parentCompanyId'],
  companyRoleId: ['roleId'],
  roleId: ['roleId'],
  catalogId: ['priceListId', 'secondPriceListId'],
  priceListId: ['priceListId', 'secondPriceListId'],
  customerGroupId: ['bcGroupId', 'customerGroupId'],
  channelId: ['channelId', 'secondChannelId'],
  originChannelId: ['channelId', 'secondChannelId'],
  channelIds: ['channelId', 'secondChannelId'],
  userId: ['userId'],
  customerId: ['customerId'],
  superAdminId: ['superAdminId', 'secondSuperAdminId'],
  salesStaffId: ['salesStaffId', 'toSalesStaffId'],
  systemUserId: ['systemUserId', 'salesStaffId', 'toSalesStaffId'],
  systemRoleId: ['systemRoleId'],
  permissionId: ['permissionId'],
  addressId: ['addressId'],
  tokenId: ['tokenId'],
  extraFieldId: ['extraFieldId'],
  attachmentId: ['attachmentId'],
  webhookId: ['webhookId'],
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** Events in the form of the text files in this folder: ids are replaced by the names of their objects. */
export function tell(events: readonly ShownEvent[], ids: Ids): string {
  return events
    .map(({ type, actor, subject, before, after }) =>
      [
        `${type} by ${named('actor', actor, ids)} ${line(subject, ids)}`,
        ...(before ? [`  - ${line(before, ids)}`] : []),
        ...(after ? [`  + ${line(after, ids)}`] : []),
      ].join('\n'),
    )
    .join('\n')
}

/** The expected events of each operation, by its name. */
export function expectedIn(file: string): Map<string, string> {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8')
  const parts = text.split(/^## /m).slice(1)
  return new Map(
    parts.map((part): [string, string] => {
      const [name = '', ...lines] = part.trimEnd().split('\n')
      return [name, lines.join('\n')]
    }),
  )
}

function line(fields: object, ids: Ids): string {
  return JSON.stringify(fields, (key, value) =>
    Array.isArray(value) ? value.map((one) => named(key, one, ids)) : named(key, value, ids),
  )
}

function named(key: string, value: unknown, ids: Ids): unknown {
  if (key === 'actor' && value === `system_user:${ids.systemUserId}`) return 'system_user:systemUserId'
  const names = kinds[key]
  if (names && (typeof value === 'number' || typeof value === 'string')) {
    const name = names.find((one) => ids[one] === value)
    return name ? `<${name}>` : '<another>'
  }
  return typeof value === 'string' && UUID.test(value) ? '<uuid>' : value
}
