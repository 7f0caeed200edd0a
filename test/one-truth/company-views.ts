import type { App } from '../harness.ts'
import type { CompanyKey } from './companies.ts'
import { ask, type View } from './dialects.ts'
import { withId } from './users.ts'

const v3 = '/api/v3/io'
const v2 = '/api/v2/io'
const control = '/api/control/v1'

/** The company as shown by each operation that shows companies. */
export async function viewsOf(app: App, key: CompanyKey): Promise<Record<string, View>> {
  const { companyId, customerId, superAdminId, salesStaffId } = key
  const one = await ask(app, 'GET', `${v3}/companies/${companyId}`)
  const listed: View[] = await ask(app, 'GET', `${v3}/companies?isIncludeExtraFields=1&limit=250`)
  const withSuperAdmins: View[] = await ask(app, 'GET', `${v3}/super-admins/companies?limit=200`)
  const ofSuperAdmin: View[] = await ask(app, 'GET', `${v3}/super-admins/${superAdminId}/companies`)
  const ofSalesStaff = await ask(app, 'GET', `${v3}/sales-staffs/${salesStaffId}`)
  const [tree] = await ask(app, 'GET', `${v3}/companies/${companyId}/hierarchy`)
  const assigned = await ask(app, 'GET', `${v2}/sales-reps/companies?limit=250`)
  const users = await ask(app, 'GET', `${v2}/companies/${companyId}/users`)
  const groups = await ask(app, 'GET', `${control}/customer-groups?limit=1000`)
  const priceLists = await ask(app, 'GET', `${control}/price-lists?limit=1000`)
  return {
    'V3 GET /companies/{companyId}': viewOf(one),
    'V3 GET /companies': viewOf(ofCompany(listed, companyId)),
    'V3 GET /super-admins/companies': viewOf(ofCompany(withSuperAdmins, companyId)),
    'V3 GET /super-admins/{superAdminId}/companies': viewOf(ofCompany(ofSuperAdmin, companyId)),
    'V3 GET /sales-staffs/{salesStaffId}': fromSalesStaff(withId(ofSalesStaff.assignedCompanies, companyId)),
    'V3 GET /companies/{companyId}/hierarchy': viewOf(tree),
    'V2 GET /companies/{companyId}/basic-info': viewOf(
      await ask(app, 'GET', `${v2}/companies/${companyId}/basic-info`),
    ),
    'V2 GET /users/{customerId}/companies': viewOf(
      await ask(app, 'GET', `${v2}/users/${customerId}/companies`),
    ),
    'V2 GET /sales-reps/companies': fromAssigned(ofCompany(assigned.list, companyId)),
    'V2 GET /users': { catalogId: Number(users.list[0].catalogId) },
    'control GET /customer-groups': { bcGroupName: withId(groups, one.bcGroupId)['name'] ?? '' },
    'control GET /price-lists': { catalogName: withId(priceLists, Number(one.catalogId))['name'] ?? '' },
  }
}

const numbers = ['companyId', 'companyStatus', 'createdAt', 'updatedAt', 'catalogId', 'bcGroupId']
/** Fields that do not describe the company alone. */
const others = ['superAdminCount', 'subsidiaries', 'parentCompany']

function viewOf(record: View): View {
  const own = Object.entries(record).filter(([name]) => !others.includes(name))
  return Object.fromEntries(own.map(([name, value]) => toShown(name, value)))
}

/** V2 writes numbers as texts and leaves out a missing price list, where V3 has null. */
function toShown(name: string, value: unknown): [string, unknown] {
  if (numbers.includes(name)) return [name, Number(value)]
  if (name === 'phoneNumber') return ['companyPhone', value]
  if (name === 'catalogName') return [name, value ?? '']
  return [name, name === 'extraFields' && Array.isArray(value) ? value.map(withoutFieldType) : value]
}

/** Only V3 has the type a second time as a number. */
function withoutFieldType({ fieldType: _, ...field }: View): View {
  return field
}

function fromSalesStaff({ id, bcId, companyName, bcGroupName }: View): View {
  return { companyId: id, bcGroupId: Number(bcId), companyName, bcGroupName }
}

function fromAssigned(record: View): View {
  const { companyId, companyName, companyEmail, city, state, country, zipCode, catalogId } = record
  return viewOf({ companyId, companyName, companyEmail, city, state, country, zipCode, catalogId })
}

function ofCompany(items: View[], companyId: number): View {
  return items.find((item) => Number(item['companyId']) === companyId) ?? {}
}
