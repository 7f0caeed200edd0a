import { amounts, credentials } from './amounts.ts'
import type { Draw } from './random.ts'

export const CONNECTIONS = 32

export interface Call {
  method: 'GET' | 'PUT'
  path: string
  body: string
}

export type WorkName = 'get one' | 'list of ten' | 'PUT assignment'

/** What each connection asks for, call after call; a connection stops after an even number of calls. */
export const works: Record<WorkName, (draw: Draw, connection: number) => () => Call> = {
  'get one': (draw) => () => {
    const user = 1 + draw(amounts.users)
    const company = 1 + ((user - 1) % amounts.companies)
    return get(`/api/v2/io/companies/${company}/users/${user}`)
  },

  'list of ten': (draw) => () =>
    get(`/api/v3/io/sales-staffs?limit=10&offset=${draw(amounts.salesStaff - 9)}`),

  /** Gives somebody a company and takes it away again. */
  'PUT assignment': (draw, connection) => {
    let assignStatus = false
    let salesStaffId = 0
    let companyId = 0
    return () => {
      assignStatus = !assignStatus
      if (assignStatus) {
        salesStaffId = 1 + draw(amounts.salesStaff)
        companyId = freeCompany(draw, connection)
      }
      return {
        method: 'PUT',
        path: `/api/v3/io/sales-staffs/${salesStaffId}`,
        body: JSON.stringify([{ companyId, assignStatus }]),
      }
    }
  },
}

export const headers = {
  'x-auth-token': credentials.token,
  'x-store-hash': credentials.storeHash,
}

function get(path: string): Call {
  return { method: 'GET', path, body: '' }
}

/** Nobody looks after it, since the data assigns even ids alone, and no two connections share one: each PUT is a real change. */
function freeCompany(draw: Draw, connection: number): number {
  const each = Math.floor(amounts.companies / 2 / CONNECTIONS)
  return 2 * (draw(each) * CONNECTIONS + connection) + 1
}
