import type { NewAccount } from '../src/domain/accounts.ts'
import { createAddress, type NewAddress } from '../src/domain/addresses.ts'
import { createCompany, type NewCompany } from '../src/domain/companies.ts'
import { createCustomerGroup, type NewCustomerGroup } from '../src/domain/customer-groups.ts'
import { createExtraField, type NewExtraField } from '../src/domain/extra-field-definitions.ts'
import { createPermission, type NewPermission } from '../src/domain/permissions.ts'
import { createRole, type NewRole, type RoleChoice } from '../src/domain/roles.ts'
import type { Writer } from '../src/domain/scope.ts'
import { updateSettings } from '../src/domain/settings.ts'
import { createSuperAdmin } from '../src/domain/super-admins.ts'
import { createSystemUser } from '../src/domain/system-users.ts'
import { createUser } from '../src/domain/user-creation.ts'

/** A company without users. Returns its id. */
export function aCompany(writer: Writer, input: Partial<NewCompany> = {}): Promise<number> {
  const name = input.name ?? 'Acme'
  return createCompany(writer, {
    name,
    email: 'office@acme.example',
    phone: '555-1000',
    country: 'US',
    status: 1,
    ...input,
  })
}

/** A sales person without companies, or a person with the role `roleName`. Returns their id. */
export async function aSalesPerson(
  writer: Writer,
  email = 'rep@demo.example',
  roleName = 'Sales Rep',
): Promise<number> {
  const person = { email, name: 'Rita Rep', phone: '555-2000', role: { name: roleName }, passwordHash: null }
  return (await createSystemUser(writer, person)).id
}

/** A super admin without companies. */
export function aSuperAdmin(writer: Writer, input: Partial<NewAccount> = {}) {
  return createSuperAdmin(writer, {
    email: 'super@demo.example',
    firstName: 'Sue',
    lastName: 'Super',
    ...input,
  })
}

/** A user of a company: an admin unless `role` says otherwise. */
export function aUser(
  writer: Writer,
  companyId: number,
  input: Partial<NewAccount> & { role?: RoleChoice } = {},
) {
  const person = {
    email: 'jane@acme.example',
    firstName: 'Jane',
    lastName: 'Smith',
    role: { userRole: 0 },
    ...input,
  } as const
  return createUser(writer, companyId, person)
}

/** A permission that the store has created itself. Returns its id. */
export async function aPermission(writer: Writer, input: Partial<NewPermission> = {}): Promise<number> {
  const permission = { name: 'Read reports', code: 'read_reports', description: 'Sees reports', ...input }
  return (await createPermission(writer, permission)).id
}

/** A role that the store has created itself, without permissions unless `input` gives some. Returns its id. */
export function aRole(writer: Writer, input: Partial<NewRole> = {}): Promise<number> {
  return createRole(writer, { name: 'Approver', permissions: [], ...input })
}

/** An address of a company that is neither for billing nor for shipping. Returns its id. */
export function anAddress(
  writer: Writer,
  companyId: number,
  input: Partial<NewAddress> = {},
): Promise<number> {
  return createAddress(writer, {
    companyId,
    firstName: 'Jane',
    lastName: 'Smith',
    addressLine1: '1 Main Street',
    city: 'Austin',
    stateCode: 'TX',
    countryCode: 'US',
    ...input,
  })
}

/** A text field for companies, unless `input` says otherwise. */
export async function anExtraField(writer: Writer, input: Partial<NewExtraField> = {}): Promise<void> {
  const fieldName = input.fieldName ?? 'Tax number'
  const field = { subject: 'company', uuid: '', fieldName, labelName: fieldName, fieldType: 0 } as const
  await createExtraField(writer, { ...field, ...input })
}

/** A customer group in a store that lets groups become companies. Returns its id. */
export async function aConvertibleGroup(
  writer: Writer,
  input: Partial<NewCustomerGroup> = {},
): Promise<number> {
  await updateSettings(writer, { companyBehavior: 'dependent', multiStorefront: false })
  return createCustomerGroup(writer, { name: 'Wholesale', priceListId: null, ...input })
}
