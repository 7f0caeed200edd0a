import type { App } from '../harness.ts'
import { ask, type View, type Writing } from './dialects.ts'
import { type Person, type PersonKey, viewOf } from './people.ts'
import { fromCustomer, withId } from './users.ts'

const v3 = '/api/v3/io'
const v2 = '/api/v2/io'

interface Creation {
  name: string
  takes: readonly (keyof Person)[]
  /** Creates a super admin who may act for the company. */
  send(app: App, companyId: number, person: Person): Promise<{ userId: number; customerId: number }>
}

const common = ['email', 'firstName', 'lastName', 'phone', 'uuid', 'channelIds'] as const

export const creations: Creation[] = [
  {
    name: 'V3 POST /super-admins',
    takes: [...common, 'extraFields'],
    async send(app, companyId, person) {
      const { userId, customerId } = await ask(app, 'POST', `${v3}/super-admins`, person)
      await assign(app, companyId, userId)
      return { userId, customerId }
    },
  },
  {
    name: 'V3 POST /super-admins/bulk',
    takes: common,
    async send(app, companyId, person) {
      const { superAdminIds } = await ask(app, 'POST', `${v3}/super-admins/bulk`, [person])
      const [userId] = superAdminIds
      await assign(app, companyId, userId)
      return { userId, customerId: (await ask(app, 'GET', `${v3}/super-admins/info/${userId}`)).customerId }
    },
  },
  {
    name: 'V2 POST /users',
    takes: [...common, 'extraFields'],
    async send(app, companyId, person) {
      const body = { ...person, userRole: 3 }
      const ids = await ask(app, 'POST', `${v2}/companies/${companyId}/users`, body)
      return { userId: Number(ids.userId), customerId: Number(ids.customerId) }
    },
  },
]

export const changes: Writing<Person, PersonKey>[] = [
  {
    name: 'V3 PUT /super-admins/info/{superAdminId}',
    takes: ['firstName', 'lastName', 'phone', 'uuid', 'channelIds', 'extraFields'],
    send: (app, { userId }, person) => ask(app, 'PUT', `${v3}/super-admins/info/${userId}`, person),
  },
]

/** The super admin as shown by each operation that shows super admins. */
export async function viewsOf(app: App, { companyId, userId, customerId }: PersonKey) {
  const page = 'isIncludeExtraFields=1&limit=200'
  const listed = await ask(app, 'GET', `${v3}/companies/super-admins?${page}`)
  const ofCompany = await ask(app, 'GET', `${v3}/companies/${companyId}/super-admins?${page}`)
  const inV2 = await ask(app, 'GET', `${v2}/companies/${companyId}/users?role[]=3&${page}`)
  const salesReps = await ask(app, 'GET', `${v2}/companies/${companyId}/sales-reps`)
  const assigned: View[] = (await ask(app, 'GET', `${v2}/sales-reps/companies?limit=250`)).list
  const viewers: View[] = await ask(app, 'GET', `/api/control/v1/companies/${companyId}/access`)
  return {
    'V3 GET /companies/super-admins': {
      ...viewOf(withId(listed, userId)),
      ...countIn(withId(listed, userId)),
    },
    'V3 GET /companies/{companyId}/super-admins': viewOf(withId(ofCompany, userId)),
    'V3 GET /super-admins/info/{superAdminId}': viewOf(
      await ask(app, 'GET', `${v3}/super-admins/info/${userId}`),
    ),
    'V2 GET /users': { ...viewOf(withId(inV2.list, userId)), ...roleIn(withId(inV2.list, userId)) },
    'V2 GET /companies/{companyId}/sales-reps': fromSalesRep(withId(salesReps, userId)),
    'V2 GET /sales-reps/companies': fromAssigned(
      assigned.find((one) => one['salesRepId'] === String(userId)),
    ),
    'control GET /companies/{companyId}/access': fromViewers(withId(viewers, userId)),
    'control GET /customers/{customerId}': fromCustomer(
      await ask(app, 'GET', `/api/control/v1/customers/${customerId}`),
    ),
  }
}

async function assign(app: App, companyId: number, superAdminId: number): Promise<void> {
  const body = { superAdmins: [{ superAdminId, isAssigned: true }] }
  await ask(app, 'PUT', `${v3}/companies/${companyId}/super-admins`, body)
}

function countIn({ companyCount }: View): View {
  return { companyCount: Number(companyCount) }
}

function roleIn({ role }: View): View {
  return { role: Number(role) }
}

function fromSalesRep({ id, firstName, lastName }: View): View {
  return { id: Number(id), firstName, lastName }
}

function fromAssigned(record: View = {}): View {
  const { salesRepId, email, firstName, lastName, channelList } = record
  const names = { id: Number(salesRepId), email, firstName, lastName, channels: channelList }
  return { ...names, ...countIn(record), ...roleIn(record) }
}

function fromViewers({ id, name, email }: View): View {
  return { id, name, email }
}
