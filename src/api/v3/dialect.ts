import type { Dialect } from '../dialect.ts'
import { addresses } from './addresses.ts'
import { attachments } from './attachments.ts'
import { channels } from './channels.ts'
import { companies } from './companies.ts'
import { companyBulk } from './company-bulk.ts'
import { countries } from './countries.ts'
import { customerGroups } from './customer-groups.ts'
import { Refusal, refusal } from './envelope.ts'
import { extraFields } from './extra-fields.ts'
import { hierarchy } from './hierarchy.ts'
import { permissions } from './permissions.ts'
import { roles } from './roles.ts'
import { salesStaffs } from './sales-staffs.ts'
import { superAdminAssignments } from './super-admin-assignments.ts'
import { superAdmins } from './super-admins.ts'
import { users } from './users.ts'
import { words } from './words.ts'

/** V3: the current API. */
export const v3: Dialect = {
  prefix: '/api/v3/io',
  tag: 'V3',
  scope: 'b2b',
  isLimited: true,
  ...words,
  failed: (status, message) => refusal(status, message).body,
  refusal: Refusal,
  operations: [
    ...companies,
    ...companyBulk,
    ...attachments,
    ...customerGroups,
    ...permissions,
    ...roles,
    ...hierarchy,
    ...channels,
    ...users,
    ...salesStaffs,
    ...superAdmins,
    ...superAdminAssignments,
    ...addresses,
    ...countries,
    ...extraFields,
  ],
}
