import { type Amounts, COMPANIES_OF_HIERARCHY, companyOf, credentials } from './amounts.ts'
import { companyWord, customerNumber, lastName } from './data/names.ts'
import type { Draw } from './random.ts'

export const headers = { 'x-auth-token': credentials.token, 'x-store-hash': credentials.storeHash }

export interface Call {
  method: 'GET' | 'PUT' | 'POST'
  path: string
  body: string
}

/** The source of a connection's calls. */
export interface Source {
  draw: Draw
  amounts: Amounts
  /** The number of the connection within its job. */
  lane: number
  /** No other connection of the run has the same. */
  name: string
}

/** Creates a function that gives a connection's calls one by one. */
export type Maker = (source: Source) => () => Call

/** The maximum number of connections of a job, including the additional writer. */
export const LANES = 33

const MOST_AT_ONCE = 50

/** In measuring order: works that add users come last, so that reads see the store as it was filled. */
export const works = {
  'get one': oneUser,
  'get one while written': oneUser,

  'list of ten': tenSalesStaff,
  'list of ten while written': tenSalesStaff,

  'list of 250': ({ draw, amounts }) => {
    return () => get(`/api/v3/io/sales-staffs?limit=250&offset=${draw(amounts.salesStaff - 249)}`)
  },

  'list at offset 50,000': ({ draw }) => {
    return () => get(`/api/v3/io/users?limit=10&offset=${50_000 + draw(1000)}`)
  },

  'users of one company': ({ draw, amounts }) => {
    return () => get(`/api/v3/io/users?companyId=${1 + draw(amounts.companies)}`)
  },

  'q over users': ({ draw, amounts }) => {
    return () => get(`/api/v3/io/users?q=${lastName(1 + draw(amounts.users))}`)
  },

  'q over companies': ({ draw, amounts }) => {
    return () => get(`/api/v3/io/companies?q=${companyWord(1 + draw(amounts.companies))}`)
  },

  'extra-field search': ({ draw, amounts }) => {
    return () => {
      const sought = customerNumber(1 + draw(amounts.companies)).toLowerCase()
      return get(`/api/v3/io/companies?extraFields=Customer%20number:${sought}`)
    }
  },

  'hierarchy of 500': ({ draw, amounts }) => {
    return () => get(`/api/v3/io/companies/${inHierarchy(draw, amounts)}/hierarchy`)
  },

  explain: ({ draw, amounts }) => {
    return () => {
      const userId = inHierarchy(draw, amounts) + amounts.companies * draw(amounts.users / amounts.companies)
      const place = `userId=${userId}&companyId=${inHierarchy(draw, amounts)}`
      return get(`/api/control/v1/access/explain?${place}&permission=get_orders`)
    }
  },

  /** Assigns a company to a sales person, and unassigns it with the next call. */
  'PUT assignment': (source) => {
    const { draw, amounts } = source
    let assignStatus = false
    let salesStaffId = 0
    let companyId = 0
    return () => {
      assignStatus = !assignStatus
      if (assignStatus) {
        salesStaffId = 1 + draw(amounts.salesStaff)
        companyId = freeCompany(source)
      }
      return send('PUT', `/api/v3/io/sales-staffs/${salesStaffId}`, [{ companyId, assignStatus }])
    }
  },

  'POST user': (source) => {
    let nth = 0
    return () => {
      nth += 1
      return send('POST', '/api/v3/io/users', {
        ...person(source, nth),
        companyId: 1 + source.draw(source.amounts.companies),
        phoneNumber: '555-0100',
        role: 2,
        extraFields: [{ fieldName: 'Cost centre', fieldValue: 'CC-4711' }],
      })
    }
  },

  'bulk_create of 50': (source) => {
    let nth = 0
    return () => {
      const users = Array.from({ length: MOST_AT_ONCE }, () => {
        nth += 1
        return { ...person(source, nth), phone: '555-0100', userRole: '2' }
      })
      const companyId = 1 + source.draw(source.amounts.companies)
      return send('POST', `/api/v2/io/companies/${companyId}/users/bulk_create`, { users })
    }
  },
} satisfies Record<string, Maker>

export type WorkName = keyof typeof works

/** Safe because `works` has no other keys. */
export const workNames = Object.keys(works) as WorkName[]

/** Users that each call of a work adds. */
export const added: Partial<Record<WorkName, number>> = { 'POST user': 1, 'bulk_create of 50': MOST_AT_ONCE }

/** Works during which another client makes a few changes, so that kept answers do not stay valid. */
export const whileWritten = new Set<WorkName>(['get one while written', 'list of ten while written'])

function oneUser({ draw, amounts }: Source) {
  return () => {
    const user = 1 + draw(amounts.users)
    return get(`/api/v2/io/companies/${companyOf(user, amounts)}/users/${user}`)
  }
}

function tenSalesStaff({ draw, amounts }: Source) {
  return () => get(`/api/v3/io/sales-staffs?limit=10&offset=${draw(amounts.salesStaff - 9)}`)
}

function inHierarchy(draw: Draw, { hierarchies }: Amounts): number {
  return 1 + draw(hierarchies * COMPANIES_OF_HIERARCHY)
}

/** A company without assignments, as the data assigns only even ids; no two lanes share one, so each PUT is a change. */
function freeCompany({ draw, amounts, lane }: Source): number {
  const each = Math.floor(amounts.companies / 2 / LANES)
  return 2 * (draw(each) * LANES + lane) + 1
}

function person({ name }: Source, nth: number) {
  const who = `${name}x${String(nth).padStart(6, '0')}`
  return { firstName: 'Nora', lastName: `New${who}`, email: `nora.${who}@bench.example` }
}

export function get(path: string): Call {
  return { method: 'GET', path, body: '' }
}

export function send(method: 'PUT' | 'POST', path: string, body: unknown): Call {
  return { method, path, body: JSON.stringify(body) }
}
