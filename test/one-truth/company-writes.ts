import type { App } from '../harness.ts'
import { type Company, type CompanyKey, place, required } from './companies.ts'
import { ask, type Writing } from './dialects.ts'

const v3 = '/api/v3/io'
const v2 = '/api/v2/io'
const control = '/api/control/v1'

const independent = { companyBehavior: 'independent', multiStorefront: true }
const dependent = { companyBehavior: 'dependent', multiStorefront: false }

interface Creation {
  name: string
  takes: readonly (keyof Company)[]
  send(app: App, adminEmail: string, company: Company): Promise<Created>
}

interface Created {
  companyId: number
  /** The group that became the company. */
  group?: { id: number; name: string }
}

export const creations: Creation[] = [
  {
    name: 'V3 POST /companies',
    takes: [...required, ...place, 'uuid', 'customerGroupId', 'extraFields'],
    async send(app, adminEmail, company) {
      const body = { ...company, ...adminOf(adminEmail) }
      return { companyId: (await ask(app, 'POST', `${v3}/companies`, body)).companyId }
    },
  },
  {
    name: 'V3 POST /companies/bulk',
    takes: [...required, ...place, 'uuid', 'customerGroupId', 'extraFields'],
    async send(app, adminEmail, company) {
      const { id } = await ask(app, 'POST', `${v3}/companies/bulk`, [{ ...company, ...adminOf(adminEmail) }])
      return { companyId: Number(id) }
    },
  },
  {
    name: 'V3 POST /customer-groups/{customerGroupId}/companies',
    takes: [...required, ...place, 'catalogId', 'extraFields'],
    async send(app, adminEmail, company) {
      const group = await aConvertibleGroup(app, adminEmail)
      const body = { ...filled(company), ...adminOf(adminEmail), adminPhoneNumber: '555' }
      const { companyId } = await ask(app, 'POST', `${v3}/customer-groups/${group.id}/companies`, body)
      await ask(app, 'PUT', `${control}/settings`, independent)
      return { companyId, group }
    },
  },
  {
    name: 'V2 POST /companies/convert-from-customer-group',
    takes: [...required, ...place, 'extraFields'],
    async send(app, adminEmail, { companyPhone, ...company }) {
      const group = await aConvertibleGroup(app, adminEmail)
      const body = {
        ...company,
        ...adminOf(adminEmail),
        phoneNumber: companyPhone,
        customerGroupId: group.id,
      }
      const { companyId } = await ask(app, 'POST', `${v2}/companies/convert-from-customer-group`, body)
      await ask(app, 'PUT', `${control}/settings`, independent)
      return { companyId: Number(companyId), group }
    },
  },
]

const ofV3 = [...required, ...place, 'uuid', 'customerGroupId', 'priceListAssign', 'extraFields'] as const

export const changes: Writing<Company, CompanyKey>[] = [
  {
    name: 'V3 PUT /companies/{companyId}',
    takes: ofV3,
    send: (app, { companyId }, company) => ask(app, 'PUT', `${v3}/companies/${companyId}`, company),
  },
  {
    name: 'V3 PUT /companies/bulk',
    takes: ofV3,
    send: (app, { companyId }, company) =>
      ask(app, 'PUT', `${v3}/companies/bulk`, [{ companyId, ...company }]),
  },
  {
    name: 'V3 PUT /companies/{companyId}/status',
    takes: ['companyStatus'],
    send: (app, { companyId }, company) => ask(app, 'PUT', `${v3}/companies/${companyId}/status`, company),
  },
  {
    name: 'V3 PUT /companies/{companyId}/catalogs',
    takes: ['catalogId'],
    async send(app, { companyId }, { catalogId }) {
      await ask(app, 'PUT', `${control}/settings`, dependent)
      await ask(app, 'PUT', `${v3}/companies/${companyId}/catalogs`, { catalogId: String(catalogId || '') })
      await ask(app, 'PUT', `${control}/settings`, independent)
    },
  },
  {
    name: 'V2 PUT /companies/{companyId}/basic-info',
    takes: [
      ...required,
      ...place,
      'description',
      'companyStatus',
      'catalogId',
      'priceListAssign',
      'extraFields',
    ],
    send(app, { companyId }, { companyPhone, catalogId, ...company }) {
      const phone = companyPhone !== undefined && { phoneNumber: companyPhone }
      const catalog = catalogId !== undefined && { catalogId: catalogId === 0 ? '' : catalogId }
      return ask(app, 'PUT', `${v2}/companies/${companyId}/basic-info`, { ...company, ...phone, ...catalog })
    },
  },
]

function adminOf(adminEmail: string) {
  return { adminEmail, adminFirstName: 'Ann', adminLastName: 'Admin' }
}

/** A group of its own, in a store that lets groups become companies. */
async function aConvertibleGroup(app: App, name: string) {
  await ask(app, 'PUT', `${control}/settings`, dependent)
  const { body } = await app.send('POST', `${control}/customer-groups`, { name })
  return { id: body.data.id, name }
}

/** Without empty texts, which a conversion does not accept. */
function filled(company: Company): Company {
  return Object.fromEntries(Object.entries(company).filter(([, value]) => value !== '' && value !== 0))
}
