import { createCustomerGroup } from '../src/domain/customer-groups.ts'
import { sendTest } from '../src/domain/deliveries.ts'
import { createExtraField } from '../src/domain/extra-field-definitions.ts'
import { createHook } from '../src/domain/hooks.ts'
import { createPriceList } from '../src/domain/price-lists.ts'
import { createRole } from '../src/domain/roles.ts'
import { changeAssignments } from '../src/domain/sales-staff-assignments.ts'
import type { Writer } from '../src/domain/scope.ts'
import { createChannel } from '../src/domain/store-channels.ts'
import { changeCompaniesOfSuperAdmin } from '../src/domain/super-admin-assignments.ts'
import { createSystemRole } from '../src/domain/system-roles.ts'
import { createToken } from '../src/domain/tokens.ts'
import { aCompany, anAddress, aSalesPerson, aSuperAdmin, aUser } from './builders.ts'

const MANY = 101

/**
 * More of everything that a list shows than fits on a page of a hundred. Returns the ids of the items that have many
 * others, by their names in a path.
 */
export async function plenty(writer: Writer): Promise<Record<string, number>> {
  const companyId = await aCompany(writer)
  const subsidiaries = await many((nth) => aCompany(writer, { name: `Company ${nth}`, parentId: companyId }))
  const superAdmins = await many((nth) => aSuperAdmin(writer, { email: `super${nth}@demo.example` }))
  const [salesStaffId = 0] = await many((nth) => aSalesPerson(writer, `rep${nth}@demo.example`))
  await many((nth) =>
    createToken(writer, { name: `Token ${nth}`, kind: 'legacy', scopes: ['b2b'], value: `legacy ${nth}` }),
  )
  await many((nth) => createRole(writer, { name: `Role ${nth}`, permissions: [] }))
  await many((nth) => extraFields(writer, `Field ${nth}`))
  await many((nth) => createSystemRole(writer, { name: `System role ${nth}`, salesStaff: false }))
  await many((nth) =>
    createChannel(writer, { channelId: 100 + nth, name: `Channel ${nth}`, site: '', isDefault: false }),
  )
  await many((nth) => createCustomerGroup(writer, { name: `Group ${nth}`, priceListId: null }))
  await many((nth) => createPriceList(writer, `Price list ${nth}`))
  const [superAdminId = 0] = superAdmins.map(({ id }) => id)
  await many((nth) => aUser(writer, companyId, { email: `user${nth}@demo.example` }))
  await many(() => anAddress(writer, companyId))
  for (const { id } of superAdmins) {
    await changeCompaniesOfSuperAdmin(writer, id, [{ companyId, assigned: true }])
  }
  const everySubsidiary = subsidiaries.map((each) => ({ companyId: each, assigned: true }))
  await changeCompaniesOfSuperAdmin(writer, superAdminId, everySubsidiary)
  await changeAssignments(writer, salesStaffId, everySubsidiary)
  const [hook] = await many((nth) => createHook(writer, aHook(nth)))
  const webhookId = hook?.id ?? 0
  await many(() => sendTest(writer, webhookId))
  return { companyId, superAdminId, salesStaffId, webhookId }
}

/** A store may have only a few hooks of one scope. */
function aHook(nth: number) {
  const subjects = ['company', 'company/user', 'company/address', 'superadmin']
  const scopes = ['created', 'updated', 'deleted'].flatMap((what) =>
    subjects.map((subject) => `store/${subject}/${what}`),
  )
  return { scope: scopes[nth % scopes.length] ?? '', destination: `https://hooks.example/${nth}` }
}

async function many<T>(make: (nth: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  while (made.length < MANY) made.push(await make(made.length + 1))
  return made
}

async function extraFields(writer: Writer, fieldName: string): Promise<void> {
  for (const subject of ['company', 'user', 'address'] as const) {
    await createExtraField(writer, { subject, uuid: '', fieldName, labelName: fieldName, fieldType: 0 })
  }
}
