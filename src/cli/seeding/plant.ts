import { createHash } from 'node:crypto'
import type { Tx, UnixSeconds } from '../../db/schema.ts'
import { companyStatuses, createCompany } from '../../domain/companies.ts'
import { createCustomerGroup } from '../../domain/customer-groups.ts'
import { setEveryPassword, upsertCustomer } from '../../domain/customers.ts'
import { createExtraField } from '../../domain/extra-field-definitions.ts'
import { fieldTypes } from '../../domain/extra-field-types.ts'
import type { FieldValue } from '../../domain/extra-fields.ts'
import { openWebhooks } from '../../domain/hook-secrets.ts'
import { hashPassword } from '../../domain/passwords.ts'
import { createPriceList } from '../../domain/price-lists.ts'
import { createRole, listRoleIds } from '../../domain/roles.ts'
import { changeAssignments } from '../../domain/sales-staff-assignments.ts'
import type { Writer } from '../../domain/scope.ts'
import { createChannel } from '../../domain/store-channels.ts'
import { createStore } from '../../domain/stores.ts'
import { changeCompaniesOfSuperAdmin } from '../../domain/super-admin-assignments.ts'
import { createSuperAdmin } from '../../domain/super-admins.ts'
import { createSystemRole } from '../../domain/system-roles.ts'
import { createSystemUser } from '../../domain/system-users.ts'
import { createToken } from '../../domain/tokens.ts'
import { createUser } from '../../domain/user-creation.ts'
import { Problem } from '../../problem.ts'
import { assertConsistent } from './consistency.ts'
import { making } from './making.ts'
import type { Seed, StoreSeed } from './shape.ts'

const HOUR = 3600

type Ids = ReadonlyMap<string, number>

/**
 * Fills a database with what a seed says, through the same functions that requests go through.
 *
 * @throws store_exists, and Problem for what does not fit together
 */
export async function plant(tx: Tx, now: UnixSeconds, seed: Seed): Promise<void> {
  for (const store of seed.stores) assertConsistent(store)
  for (const store of seed.stores) await plantStore(await createStore(tx, now, store), store)
}

async function plantStore(writer: Writer, seed: StoreSeed): Promise<void> {
  // One hash for everybody: making one takes as long as hundreds of rows.
  const passwordHash = seed.password ? await hashPassword(seed.password) : null
  for (const token of seed.tokens ?? []) await createToken(writer, { ...token, kind: 'api' })
  for (const channel of seed.channels) {
    await createChannel(writer, { ...channel, isDefault: channel.isDefault ?? false })
  }
  for (const { type, ...field } of seed.extraFields ?? []) {
    const uuid = uuidOf(seed.storeHash, field.subject, field.fieldName)
    await createExtraField(writer, { ...field, uuid, fieldType: fieldTypes[type] })
  }
  for (const role of seed.roles ?? []) await createRole(writer, role)
  const companyIds = await plantCompanies(writer, seed)
  await plantSuperAdmins(writer, seed, companyIds)
  for (const { phone = '', ...customer } of seed.customers ?? []) {
    await upsertCustomer(writer, { ...customer, phone })
  }
  await plantSystemUsers(writer, seed, companyIds, passwordHash)
  if (passwordHash) await setEveryPassword(writer, passwordHash)
  if (seed.webhookSecret) await openWebhooks(writer, seed.webhookSecret)
}

/** Answers the id of each company by its name. */
async function plantCompanies(writer: Writer, seed: StoreSeed): Promise<Ids> {
  const priceListIds = new Map<string, number>()
  for (const name of seed.priceLists ?? []) priceListIds.set(name, await createPriceList(writer, name))
  const groupIds = new Map<string, number>()
  for (const { name, priceList } of seed.customerGroups ?? []) {
    const priceListId = findNamed(priceListIds, 'price list', priceList) ?? null
    groupIds.set(name, await createCustomerGroup(writer, { name, priceListId }))
  }
  const roleIds = await listRoleIds(writer)
  const companyIds = new Map<string, number>()
  const companies = seed.companies ?? []
  for (const [index, company] of companies.entries()) {
    const { parent, customerGroup, priceList, users = [], status, extraFields, ...rest } = company
    // An hour apart, so that a list by time has an order to show.
    const then = { ...writer, now: writer.now - (companies.length - index) * HOUR }
    const input = {
      ...rest,
      status: companyStatuses[status],
      parentId: findNamed(companyIds, 'company', parent),
      customerGroupId: findNamed(groupIds, 'customer group', customerGroup),
      priceListId: findNamed(priceListIds, 'price list', priceList),
      extraFields: valuesOf(extraFields),
    }
    const companyId = await making(`company "${rest.name}"`, () => createCompany(then, input))
    companyIds.set(rest.name, companyId)
    for (const user of users) {
      const role = { roleId: find(roleIds, 'role', user.role) }
      const account = { ...user, role, extraFields: valuesOf(user.extraFields) }
      await making(`user ${user.email}`, () => createUser(then, companyId, account))
    }
  }
  return companyIds
}

async function plantSuperAdmins(writer: Writer, { superAdmins = [] }: StoreSeed, companyIds: Ids) {
  for (const { companies = [], extraFields, ...person } of superAdmins) {
    const input = { ...person, extraFields: valuesOf(extraFields) }
    const { id } = await making(`super admin ${person.email}`, () => createSuperAdmin(writer, input))
    await changeCompaniesOfSuperAdmin(writer, id, assignmentsOf(companyIds, companies))
  }
}

async function plantSystemUsers(
  writer: Writer,
  { systemRoles = [], systemUsers = [] }: StoreSeed,
  companyIds: Ids,
  passwordHash: string | null,
): Promise<void> {
  for (const role of systemRoles) await createSystemRole(writer, role)
  for (const { role, companies = [], phone = '', ...person } of systemUsers) {
    const input = { ...person, phone, role: { name: role }, passwordHash }
    const { id } = await making(`system user ${person.email}`, () => createSystemUser(writer, input))
    if (companies.length > 0) await changeAssignments(writer, id, assignmentsOf(companyIds, companies))
  }
}

function assignmentsOf(companyIds: Ids, names: readonly string[]) {
  return names.map((name) => ({ companyId: find(companyIds, 'company', name), assigned: true }))
}

function valuesOf(fields: Readonly<Record<string, string>> = {}): FieldValue[] {
  return Object.entries(fields).map(([fieldName, fieldValue]) => ({ fieldName, fieldValue }))
}

function find(ids: Ids, noun: string, name: string): number {
  const id = ids.get(name)
  if (id === undefined) throw new Problem(`The seed names a ${noun} "${name}" that it does not make.`)
  return id
}

/** As `find`, where no name means none. */
function findNamed(ids: Ids, noun: string, name: string | undefined): number | undefined {
  return name === undefined ? undefined : find(ids, noun, name)
}

/** A UUID made of the names: a seed gives the same ids in every database. */
function uuidOf(...names: string[]): string {
  const hash = createHash('sha256').update(names.join('\n')).digest('hex')
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(12, 15)}`, `8${hash.slice(15, 18)}`]
  return [...parts, hash.slice(18, 30)].join('-')
}
