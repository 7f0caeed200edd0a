import { companyOf } from '../amounts.ts'
import { lastName } from '../data/names.ts'
import { get, type Maker, send, type WorkName } from '../works.ts'

/** The same works as requests to json-server, where it supports them. */
export const jsonServerWorks: Partial<Record<WorkName, Maker>> = {
  'get one': ({ draw, amounts }) => {
    return () => get(`/users/${1 + draw(amounts.users)}`)
  },

  'list of ten': ({ draw, amounts }) => {
    return () => get(`/salesStaffs?_start=${draw(amounts.salesStaff - 9)}&_limit=10`)
  },

  'list of 250': ({ draw, amounts }) => {
    return () => get(`/salesStaffs?_start=${draw(amounts.salesStaff - 249)}&_limit=250`)
  },

  'list at offset 50,000': ({ draw }) => {
    return () => get(`/users?_start=${50_000 + draw(1000)}&_limit=10`)
  },

  'users of one company': ({ draw, amounts }) => {
    return () => get(`/users?companyId=${1 + draw(amounts.companies)}&_limit=10`)
  },

  'q over users': ({ draw, amounts }) => {
    return () => get(`/users?q=${lastName(1 + draw(amounts.users))}&_limit=10`)
  },

  'PUT assignment': ({ draw, amounts }) => {
    return () =>
      send('PUT', '/assignments/1', {
        salesStaffId: 1 + draw(amounts.salesStaff),
        companyId: 1 + draw(amounts.companies),
      })
  },

  'POST user': ({ draw, amounts, name }) => {
    let nth = 0
    return () => {
      nth += 1
      return send('POST', '/users', {
        email: `nora.${name}x${nth}@bench.example`,
        firstName: 'Nora',
        lastName: `New${name}x${nth}`,
        companyId: companyOf(1 + draw(amounts.users), amounts),
      })
    }
  },
}
