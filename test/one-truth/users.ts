import type { App } from '../harness.ts'
import { ask, type View, type Writing } from './dialects.ts'
import { type Person, type PersonKey, viewOf } from './people.ts'

const v3 = '/api/v3/io'
const v2 = '/api/v2/io'

const everything = [
  'email',
  'firstName',
  'lastName',
  'phone',
  'uuid',
  'role',
  'channelIds',
  'extraFields',
] as const

type Company = Pick<PersonKey, 'companyId' | 'customRoleId'>
type Ids = Pick<PersonKey, 'userId' | 'customerId'>

/** Each way to create a user; returns the ids. */
export const creations: { name: string; send(app: App, company: Company, person: Person): Promise<Ids> }[] = [
  {
    name: 'V3 POST /users',
    async send(app, company, person) {
      const body = { ...inV3(person, company), companyId: company.companyId }
      const { userId, bcId } = await ask(app, 'POST', `${v3}/users`, body)
      return { userId, customerId: bcId }
    },
  },
  {
    name: 'V3 POST /users/bulk',
    async send(app, company, person) {
      const body = [{ ...inV3(person, company), companyId: company.companyId }]
      const [{ userId, bcId }] = await ask(app, 'POST', `${v3}/users/bulk`, body)
      return { userId, customerId: bcId }
    },
  },
  {
    name: 'V2 POST /users',
    async send(app, company, person) {
      const url = `${v2}/companies/${company.companyId}/users`
      const { userId, customerId } = await ask(app, 'POST', url, inV2(person, company))
      return { userId: Number(userId), customerId: Number(customerId) }
    },
  },
  {
    name: 'V2 POST /users/bulk_create',
    async send(app, company, person) {
      const url = `${v2}/companies/${company.companyId}/users`
      const { successfulItems } = await ask(app, 'POST', `${url}/bulk_create`, {
        users: [inV2(person, company)],
      })
      const [{ customerId }] = successfulItems
      return { userId: Number((await ask(app, 'GET', `${url}/${customerId}`)).id), customerId }
    },
  },
]

export const changes: Writing<Person, PersonKey>[] = [
  {
    name: 'V3 PUT /users/{userId}',
    takes: everything,
    send: (app, key, person) => ask(app, 'PUT', `${v3}/users/${key.userId}`, inV3(person, key)),
  },
  {
    name: 'V2 PUT /users',
    takes: everything.filter((name) => name !== 'email'),
    send(app, key, person) {
      const { email = '', firstName, lastName } = key.written
      const found = { email: email.toUpperCase(), firstName, lastName }
      return ask(app, 'PUT', `${v2}/companies/${key.companyId}/users`, { ...found, ...inV2(person, key) })
    },
  },
  {
    name: 'V2 PUT /user/{userId}',
    takes: everything,
    send: (app, key, person) =>
      ask(app, 'PUT', `${v2}/companies/${key.companyId}/user/${key.userId}`, inV2(person, key)),
  },
]

/** The user as shown by each operation that shows users. */
export async function viewsOf(app: App, { companyId, userId, customerId }: PersonKey) {
  const page = 'isIncludeExtraFields=1&limit=250'
  const listed = await ask(app, 'GET', `${v3}/users?companyId=${companyId}&${page}`)
  const listedV2 = await ask(app, 'GET', `${v2}/companies/${companyId}/users?${page}`)
  const viewers: View[] = await ask(app, 'GET', `/api/control/v1/companies/${companyId}/access`)
  return {
    'V3 GET /users': fromV3(withId(listed, userId)),
    'V3 GET /users/{userId}': fromV3(await ask(app, 'GET', `${v3}/users/${userId}`)),
    'V3 GET /users/customer': fromV3(await ask(app, 'GET', `${v3}/users/customer/${customerId}`)),
    'V2 GET /users': fromV2(withId(listedV2.list, userId)),
    'V2 GET /users/{customerId}': fromV2(
      await ask(app, 'GET', `${v2}/companies/${companyId}/users/${customerId}`),
    ),
    'V2 GET /users/{customerId}/companies': {
      companyId: Number((await ask(app, 'GET', `${v2}/users/${customerId}/companies`)).companyId),
    },
    'control GET /companies/{companyId}/access': fromViewers(withId(viewers, userId)),
    'control GET /customers/{customerId}': fromCustomer(
      await ask(app, 'GET', `/api/control/v1/customers/${customerId}`),
    ),
  }
}

/** The item with the id, which V2 writes as a text. */
export function withId(items: View[], id: number): View {
  return items.find((item) => Number(item['id']) === id) ?? {}
}

export function fromCustomer({ id, userId, email, firstName, lastName }: View): View {
  return { customerId: id, id: userId, email, firstName, lastName }
}

function fromViewers({ id, name, email, companyId, roleName }: View): View {
  return { id, name, email, companyId, companyRoleName: roleName }
}

function fromV3(record: View): View {
  const { role, companyRoleId, companyRoleName, companyId } = record
  return { ...viewOf(record), role, companyRoleId, companyRoleName, companyId }
}

function fromV2(record: View): View {
  const { role, companyRoleId, companyRoleName } = record
  return { ...viewOf(record), role: Number(role), companyRoleId, companyRoleName }
}

function inV3({ phone, role, ...person }: Person, { customRoleId }: Company) {
  return {
    ...person,
    ...(phone !== undefined && { phoneNumber: phone }),
    ...(role === 'custom' ? { companyRoleId: customRoleId } : role !== undefined && { role }),
  }
}

function inV2({ role, ...person }: Person, { customRoleId }: Company) {
  if (role === 'custom') return { ...person, companyRoleId: customRoleId }
  return { ...person, ...(role !== undefined && { userRole: String(role) }) }
}

/** The roles that a user can be given, and how each is shown. */
export async function rolesOf(app: App): Promise<{ choice: Person['role']; view: View }[]> {
  const roles: View[] = await ask(app, 'GET', '/api/v3/io/companies/roles?limit=250')
  const choices = [
    { choice: 0, role: 0, name: 'Admin' },
    { choice: 1, role: 1, name: 'Senior Buyer' },
    { choice: 2, role: 2, name: 'Junior Buyer' },
    { choice: 'custom', role: 2, name: 'Approver' },
  ] as const
  return choices.map(({ choice, role, name }) => {
    const id = roles.find((one) => one['name'] === name)?.['id']
    return { choice, view: { role, companyRoleId: id, companyRoleName: name } }
  })
}
