import type { Tx, UnixSeconds } from '../../db/schema.ts'
import { createChannel } from '../../domain/channels.ts'
import { companyStatuses, createCompany } from '../../domain/companies.ts'
import { createCustomerGroup, createPriceList } from '../../domain/customer-groups.ts'
import { setEveryPassword, upsertCustomer } from '../../domain/customers.ts'
import { createExtraField } from '../../domain/extra-field-definitions.ts'
import { fieldTypes } from '../../domain/extra-fields.ts'
import { hashPassword } from '../../domain/passwords.ts'
import { createRole, listRoleIds } from '../../domain/roles.ts'
import { changeAssignments } from '../../domain/sales-staff.ts'
import type { Writer } from '../../domain/scope.ts'
import { createStore } from '../../domain/stores.ts'
import { changeCompaniesOfSuperAdmin } from '../../domain/super-admin-assignments.ts'
import { createSuperAdmin } from '../../domain/super-admins.ts'
import { createSystemRole, createSystemUser } from '../../domain/system-users.ts'
import { createToken } from '../../domain/tokens.ts'
import { createUser } from '../../domain/users.ts'
import { Problem } from '../problem.ts'
import type { Seed, StoreSeed } from './shape.ts'

const HOUR = 3600

/**
 * Fills a database with what a seed says, through the same functions that requests go through.
 *
 * @throws Refused, and Problem for a name that nothing has
 */
export async function plant(tx: Tx, now: UnixSeconds, seed: Seed): Promise<void> {
  for (const store of seed.stores) await plantStore(await createStore(tx, now, store), store)
}

async function plantStore(writer: Writer, seed: StoreSeed): Promise<void> {
  for (const token of seed.tokens ?? []) await createToken(writer, { ...token, kind: 'api' })
  for (const channel of seed.channels) {
    await createChannel(writer, { ...channel, isDefault: channel.isDefault ?? false })
  }
  for (const { type, ...field } of seed.extraFields ?? []) {
    await createExtraField(writer, { ...field, fieldType: fieldTypes[type] })
  }
  for (const role of seed.roles ?? []) await createRole(writer, role)
  const companyIds = await plantCompanies(writer, seed)
  for (const { companies = [], ...person } of seed.superAdmins ?? []) {
    const { id } = await createSuperAdmin(writer, person)
    const changes = companies.map((name) => ({
      companyId: find(companyIds, 'company', name),
      assigned: true,
    }))
    await changeCompaniesOfSuperAdmin(writer, id, changes)
  }
  for (const { phone = '', ...customer } of seed.customers ?? [])
    await upsertCustomer(writer, { ...customer, phone })
  await plantSystemUsers(writer, seed, companyIds)
}

/** Answers the id of each company by its name. */
async function plantCompanies(writer: Writer, seed: StoreSeed): Promise<Map<string, number>> {
  const priceListIds = new Map<string, number>()
  for (const name of seed.priceLists ?? []) priceListIds.set(name, await createPriceList(writer, name))
  const groupIds = new Map<string, number>()
  for (const { name, priceList } of seed.customerGroups ?? []) {
    const priceListId = priceList ? find(priceListIds, 'price list', priceList) : null
    groupIds.set(name, await createCustomerGroup(writer, { name, priceListId }))
  }
  const roleIds = await listRoleIds(writer)
  const companyIds = new Map<string, number>()
  const companies = seed.companies ?? []
  for (const [
    index,
    { parent, customerGroup, priceList, users = [], status, ...company },
  ] of companies.entries()) {
    // An hour apart, so that a list by time has an order to show.
    const then = { ...writer, now: writer.now - (companies.length - index) * HOUR }
    const companyId = await createCompany(then, {
      ...company,
      status: companyStatuses[status],
      parentId: parent ? find(companyIds, 'company', parent) : undefined,
      customerGroupId: customerGroup ? find(groupIds, 'customer group', customerGroup) : undefined,
      priceListId: priceList ? find(priceListIds, 'price list', priceList) : undefined,
    })
    companyIds.set(company.name, companyId)
    for (const { role, ...user } of users) {
      await createUser(then, companyId, { ...user, role: { roleId: find(roleIds, 'role', role) } })
    }
  }
  return companyIds
}

async function plantSystemUsers(
  writer: Writer,
  { systemRoles = [], systemUsers = [], password }: StoreSeed,
  companyIds: ReadonlyMap<string, number>,
): Promise<void> {
  // One hash for everybody: making one takes longer than all the rest.
  const passwordHash = password ? await hashPassword(password) : null
  for (const role of systemRoles) await createSystemRole(writer, role)
  for (const { role, companies = [], phone = '', ...person } of systemUsers) {
    const { id } = await createSystemUser(writer, { ...person, phone, roleName: role, passwordHash })
    const changes = companies.map((name) => ({
      companyId: find(companyIds, 'company', name),
      assigned: true,
    }))
    if (changes.length > 0) await changeAssignments(writer, id, changes)
  }
  if (passwordHash) await setEveryPassword(writer, passwordHash)
}

function find(ids: ReadonlyMap<string, number>, noun: string, name: string): number {
  const id = ids.get(name)
  if (id === undefined) throw new Problem(`The seed names a ${noun} "${name}" that it does not make.`)
  return id
}
