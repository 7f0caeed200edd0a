import { compiled } from '../db/compiled.ts'
import { inParts, MOST_ROWS } from '../db/parts.ts'
import { type Change, nothing } from './changes.ts'
import type { Reader, Writer } from './scope.ts'
import { type Tallied, tally } from './tally.ts'

/** The types of events, and the payload of each. */
interface Events {
  'store.created': { storeHash: string }
  'settings.updated': { settings: string[] }
  'token.created': { tokenId: number }
  'token.revoked': { tokenId: number }
  'system_role.created': { systemRoleId: number }
  'system_role.updated': { systemRoleId: number }
  'system_user.created': { systemUserId: number }
  'system_user.updated': { systemUserId: number }
  'system_user.retired': { systemUserId: number }
  /** The number that the API shows as `channelId`. */
  'channel.created': { channelId: number }
  'channel.updated': { channelId: number }
  'customer_group.created': { customerGroupId: number }
  'customer_group.updated': { customerGroupId: number }
  'customer_group.deleted': { customerGroupId: number }
  'price_list.created': { priceListId: number }
  'price_list.updated': { priceListId: number }
  'price_list.deleted': { priceListId: number }
  'customer.created': { customerId: number }
  'customer.updated': { customerId: number }
  'extra_field.created': { extraFieldId: number }
  'extra_field.updated': { extraFieldId: number }
  'extra_field.deleted': { extraFieldId: number }
  'company.created': { companyId: number }
  'company.updated': { companyId: number }
  'company.status_updated': { companyId: number; status: number }
  'company.deleted': { companyId: number }
  'company.parent_changed': { companyId: number; parentId: number | null }
  'user.created': { userId: number; companyId: number }
  'user.updated': { userId: number; companyId: number }
  'user.deleted': { userId: number; companyId: number }
  'permission.created': { permissionId: number }
  'permission.updated': { permissionId: number }
  'permission.deleted': { permissionId: number }
  'role.created': { roleId: number }
  'role.updated': { roleId: number }
  'role.deleted': { roleId: number }
  'address.created': { addressId: number; companyId: number }
  'address.updated': { addressId: number; companyId: number }
  'address.deleted': { addressId: number; companyId: number }
  'attachment.created': { attachmentId: string; companyId: number }
  'attachment.deleted': { attachmentId: string; companyId: number }
  'super_admin.created': { superAdminId: number }
  'super_admin.updated': { superAdminId: number }
  'super_admin.deleted': { superAdminId: number }
  'super_admin.assigned': { superAdminId: number; companyId: number }
  'super_admin.unassigned': { superAdminId: number; companyId: number }
  'sales_staff.assigned': { salesStaffId: number; companyId: number }
  'sales_staff.unassigned': { salesStaffId: number; companyId: number }
  'webhook.created': { webhookId: number }
  'webhook.updated': { webhookId: number }
  'webhook.deleted': { webhookId: number }
  /** By Roster, after the last retry failed. */
  'webhook.deactivated': { webhookId: number }
  'webhook.tested': { webhookId: number }
  'webhook.resent': { webhookId: number; deliveries: number }
  'webhook.secret_created': Record<string, never>
}

/** The name of an event. */
export type EventName = keyof Events

/** One event of a type: its payload, and what it changed. */
export interface Occurrence<E extends EventName> {
  payload: Events[E]
  change: Change
}

/** Records an event in the transaction of its change; the webhook sender takes it from the outbox. */
export async function record<E extends EventName>(
  writer: Writer,
  event: E,
  payload: Events[E],
  change: Change = nothing,
): Promise<void> {
  await recordEach(writer, event, [{ payload, change }])
}

/** As `record`, for many events of one type, with few statements. */
export async function recordEach<E extends EventName>(
  writer: Writer,
  event: E,
  occurrences: readonly Occurrence<E>[],
): Promise<void> {
  const rows = occurrences.map((one) => toRow(writer, event, one))
  for (const part of inParts(rows, MOST_ROWS)) await insert.later(writer.db, { rows: part })
  const subject = tallied[event]
  if (subject && rows.length > 0)
    await tally(writer, subject, event.endsWith('.created') ? rows.length : -rows.length)
}

/** The events that change a tally by one. */
const tallied: { [E in EventName]?: Tallied } = {
  'company.created': 'company',
  'company.deleted': 'company',
  'user.created': 'user',
  'user.deleted': 'user',
}

const insert = compiled<{ rows: readonly ReturnType<typeof toRow>[] }>()((db, { rows }) =>
  db.insertInto('outbox').values(rows),
)

function toRow<E extends EventName>(
  { storeId, now, actor, requestId, bulk }: Writer,
  event: E,
  { payload, change }: Occurrence<E>,
) {
  return {
    store_id: storeId,
    event,
    payload: JSON.stringify(bulk ? { ...payload, bulk } : payload),
    created_at: now,
    actor: actor.name,
    on_behalf_of: actor.onBehalfOf,
    request_id: requestId,
    changes: JSON.stringify(change),
    filed: 0,
    ...subjectsOf(payload),
  }
}

/** The last event of the store that this transaction can see; 0 before the first. */
export async function lastEventId({ db, storeId }: Reader): Promise<number> {
  const { last } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.max('id').as('last'))
    .where('store_id', '=', storeId)
    .executeTakeFirstOrThrow()
  return last ?? 0
}

interface Subjects {
  companyId?: number
  userId?: number
  superAdminId?: number
  salesStaffId?: number
  systemUserId?: number
  [other: string]: unknown
}

/** The indexed columns of an event. */
function subjectsOf({ companyId, userId, superAdminId, salesStaffId, systemUserId }: Subjects) {
  return {
    company_id: companyId ?? null,
    user_id: userId ?? null,
    super_admin_id: superAdminId ?? null,
    sales_staff_id: salesStaffId ?? systemUserId ?? null,
  }
}
