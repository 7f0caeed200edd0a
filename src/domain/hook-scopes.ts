/** The vendor's scopes; `/*` at the end of a hook's scope stands for all below it. */
const vendorScopes: readonly string[] = [
  ...['created', 'updated', 'deleted', 'statusUpdated'].map((what) => `store/company/${what}`),
  'store/company/superadmin/assignmentUpdated',
  ...['created', 'updated', 'deleted'].map((what) => `store/company/user/${what}`),
  ...['created', 'updated', 'deleted'].map((what) => `store/company/address/${what}`),
  ...['created', 'updated', 'deleted', 'assignmentUpdated'].map((what) => `store/superadmin/${what}`),
]

/** Roster's own scopes, which no wildcard stands for. */
const ownScopes: readonly string[] = [
  'roster/salesStaff/assigned',
  'roster/salesStaff/unassigned',
  'roster/role/created',
  'roster/role/updated',
  'roster/role/deleted',
  'roster/company/parentUpdated',
]

const wildcards = new Set(
  vendorScopes
    .map((scope) => scope.slice(0, scope.lastIndexOf('/')))
    .filter((group) => group !== 'store')
    .map((group) => `${group}/*`),
)

/** Whether a hook may have this scope. */
export function isScope(scope: string): boolean {
  return vendorScopes.includes(scope) || ownScopes.includes(scope) || wildcards.has(scope)
}

/** Whether the vendor has this scope too. */
export function isVendorScope(scope: string): boolean {
  return vendorScopes.includes(scope)
}

/** Whether a hook with the scope `asked` gets messages of `scope`. */
export function covers(asked: string, scope: string): boolean {
  return asked === scope || (wildcards.has(asked) && scope.startsWith(asked.slice(0, -1)))
}

export interface Message {
  scope: string
  /** What it is about: messages about one subject are delivered in order. */
  subject: string
  data: Record<string, number | null>
}

/** The ids in payloads of events; each type of event has some of them. */
interface Ids {
  companyId: number
  parentId: number | null
  userId: number
  addressId: number
  superAdminId: number
  salesStaffId: number
  roleId: number
}

type ToMessages = (ids: Ids) => Message[]

const company =
  (what: string): ToMessages =>
  ({ companyId }) => [about('company', companyId, `store/company/${what}`, { company_id: companyId })]

const user =
  (what: string): ToMessages =>
  ({ companyId, userId }) => [
    about('user', userId, `store/company/user/${what}`, { company_id: companyId, user_id: userId }),
  ]

const address =
  (what: string): ToMessages =>
  ({ companyId, addressId }) => [
    about('address', addressId, `store/company/address/${what}`, {
      company_id: companyId,
      address_id: addressId,
    }),
  ]

const superAdmin =
  (what: string): ToMessages =>
  ({ superAdminId }) => [
    about('super_admin', superAdminId, `store/superadmin/${what}`, { user_id: superAdminId }),
  ]

const assignment: ToMessages = (ids) => [
  ...company('superadmin/assignmentUpdated')(ids),
  ...superAdmin('assignmentUpdated')(ids),
  // The vendor also sends this, as a change of the account.
  ...superAdmin('updated')(ids),
]

const salesStaff =
  (what: string): ToMessages =>
  ({ salesStaffId, companyId }) => [
    about('sales_staff', salesStaffId, `roster/salesStaff/${what}`, {
      sales_staff_id: salesStaffId,
      company_id: companyId,
    }),
  ]

const role =
  (what: string): ToMessages =>
  ({ roleId }) => [about('role', roleId, `roster/role/${what}`, { role_id: roleId })]

/** The vendor sends a change of the parent as a change of the company. */
const parent: ToMessages = (ids) => [
  ...company('updated')(ids),
  about('company', ids.companyId, 'roster/company/parentUpdated', {
    company_id: ids.companyId,
    parent_id: ids.parentId,
  }),
]

const messages = new Map<string, ToMessages>([
  ['company.created', company('created')],
  ['company.updated', company('updated')],
  ['company.status_updated', company('statusUpdated')],
  ['company.deleted', company('deleted')],
  ['company.parent_changed', parent],
  ['user.created', user('created')],
  ['user.updated', user('updated')],
  ['user.deleted', user('deleted')],
  ['address.created', address('created')],
  ['address.updated', address('updated')],
  ['address.deleted', address('deleted')],
  ['super_admin.created', superAdmin('created')],
  ['super_admin.updated', superAdmin('updated')],
  ['super_admin.deleted', superAdmin('deleted')],
  ['super_admin.assigned', assignment],
  ['super_admin.unassigned', assignment],
  ['sales_staff.assigned', salesStaff('assigned')],
  ['sales_staff.unassigned', salesStaff('unassigned')],
  ['role.created', role('created')],
  ['role.updated', role('updated')],
  ['role.deleted', role('deleted')],
])

/** The messages that hooks can get about an event; most types have none. `payload` is the event's own JSON. */
export function messagesOf(event: string, payload: string): Message[] {
  const toMessages = messages.get(event)
  if (!toMessages) return []
  // Safe because each type of event is recorded with the ids that its line above takes.
  return toMessages(JSON.parse(payload) as Ids)
}

function about(kind: string, id: number, scope: string, data: Message['data']): Message {
  return { scope, subject: `${kind}:${id}`, data }
}
