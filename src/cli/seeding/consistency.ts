import { predefinedPermissions } from '../../domain/predefined-permissions.ts'
import { predefinedRoles } from '../../domain/predefined-roles.ts'
import { predefinedSystemRoles } from '../../domain/system-roles.ts'
import { Problem } from '../../problem.ts'
import type { StoreSeed } from './shape.ts'

/**
 * Makes sure that each name of a store means one thing, and that its roles give what there is to give.
 *
 * @throws Problem
 */
export function assertConsistent(store: StoreSeed): void {
  const { channels, companies = [], roles = [], systemRoles = [], systemUsers = [] } = store
  const accounts = [
    ...companies.flatMap(({ users = [] }) => users),
    ...(store.superAdmins ?? []),
    ...(store.customers ?? []),
  ]
  const named: [noun: string, names: string[]][] = [
    ['channel', channels.map(({ channelId }) => String(channelId))],
    ['price list', store.priceLists ?? []],
    ['customer group', namesOf(store.customerGroups)],
    ['role', [...namesOf(predefinedRoles), ...namesOf(roles)]],
    ['system role', [...namesOf(predefinedSystemRoles), ...namesOf(systemRoles)]],
    [
      'extra field',
      (store.extraFields ?? []).map(({ subject, fieldName }) => `${fieldName} of a ${subject}`),
    ],
    ['company', namesOf(companies)],
    ['account', accounts.map(({ email }) => email)],
    ['system user', systemUsers.map(({ email }) => email)],
  ]
  assertOneDefault(store)
  assertOwnValues(store)
  for (const [noun, names] of named) assertDistinct(store.storeHash, noun, names)
  for (const role of roles) assertGrants(role)
  assertParents(companies)
  assertSellers(store)
}

function assertOneDefault({ storeHash, channels }: StoreSeed): void {
  if (channels.filter(({ isDefault }) => isDefault).length > 1) {
    throw new Problem(`The store ${storeHash} of the seed has two default channels.`)
  }
}

/** Apart from `assertDistinct`, because the value of a token must not stand in a message. */
function assertOwnValues({ storeHash, tokens = [] }: StoreSeed): void {
  const values = new Set(tokens.map(({ value }) => value))
  if (values.size < tokens.length) {
    throw new Problem(`The store ${storeHash} of the seed has two tokens with one value.`)
  }
}

function assertDistinct(storeHash: string, noun: string, names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    const key = name.toLowerCase()
    if (seen.has(key))
      throw new Problem(`The store ${storeHash} of the seed has the ${noun} "${name}" twice.`)
    seen.add(key)
  }
}

function assertGrants({ name, permissions }: NonNullable<StoreSeed['roles']>[number]): void {
  for (const { code, level } of permissions) {
    const permission = predefinedPermissions.find((predefined) => predefined.code === code)
    if (!permission) throw new Problem(`The seed's role "${name}" gives "${code}", which is no permission.`)
    if (permissions.filter((other) => other.code === code).length > 1) {
      throw new Problem(`The seed's role "${name}" gives ${code} twice.`)
    }
    if (permission.levels.includes(level)) continue
    const levels = permission.levels.join(' or ')
    throw new Problem(`The seed's role "${name}" gives ${code} at level ${level}: it has to be ${levels}.`)
  }
}

function assertParents(companies: NonNullable<StoreSeed['companies']>): void {
  const above = new Set<string>()
  for (const { name, parent } of companies) {
    if (parent !== undefined && !above.has(parent)) {
      throw new Problem(`The seed's company "${name}" needs its parent "${parent}" above it.`)
    }
    above.add(name)
  }
}

function assertSellers({ systemRoles = [], systemUsers = [] }: StoreSeed): void {
  const selling = [...predefinedSystemRoles, ...systemRoles].filter(({ salesStaff }) => salesStaff)
  const sellers = new Set(selling.map(({ name }) => name.toLowerCase()))
  const wrong = systemUsers.find(
    ({ role, companies = [] }) => companies.length > 0 && !sellers.has(role.toLowerCase()),
  )
  if (wrong) {
    throw new Problem(`The seed gives companies to ${wrong.email}, but "${wrong.role}" is not sales staff.`)
  }
}

function namesOf(things: readonly { name: string }[] = []): string[] {
  return things.map(({ name }) => name)
}
