import type { Dialect } from '../dialect.ts'
import { access } from './access.ts'
import { bulkOperations } from './bulk.ts'
import { channels } from './channels.ts'
import { customerGroups } from './customer-groups.ts'
import { customers } from './customers.ts'
import { Refusal, refusal } from './envelope.ts'
import { events } from './events.ts'
import { extraFields } from './extra-fields.ts'
import { priceLists } from './price-lists.ts'
import { settings } from './settings.ts'
import { superAdmins } from './super-admins.ts'
import { systemRoles } from './system-roles.ts'
import { systemUsers } from './system-users.ts'
import { tokens } from './tokens.ts'
import { webhooks } from './webhooks.ts'
import { words } from './words.ts'

/** Control: what the vendor does by hand in its control panel. Roster's own. */
export const control: Dialect = {
  prefix: '/api/control/v1',
  tag: 'Control',
  scope: 'control',
  ...words,
  failed: (status, message) => refusal(status, codes[status] ?? 'failed', message).body,
  refusal: Refusal,
  operations: [
    ...settings,
    ...tokens,
    ...systemRoles,
    ...systemUsers,
    ...channels,
    ...customerGroups,
    ...priceLists,
    ...customers,
    ...extraFields,
    ...superAdmins,
    ...webhooks,
    ...access,
    ...events,
    ...bulkOperations,
  ],
}

const codes: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  405: 'method_not_allowed',
  409: 'idempotency_key_in_use',
  412: 'precondition_failed',
  413: 'too_large',
  415: 'unsupported_media_type',
  422: 'idempotency_key_refused',
  429: 'too_many_requests',
  500: 'internal_error',
  503: 'unavailable',
}
