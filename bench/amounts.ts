/** How much of everything a store has. Ids of each kind are counted from 1; a user's customer has the user's id. */
export interface Amounts {
  companies: number
  users: number
  salesStaff: number
  assignments: number
  superAdmins: number
  /** Company trees of the maximum size: the first companies, one tree after another. */
  hierarchies: number
}

const normal: Amounts = {
  companies: 10_000,
  users: 100_000,
  salesStaff: 500,
  assignments: 20_000,
  superAdmins: 300,
  hierarchies: 1,
}

export function amountsOf(times: number): Amounts {
  return {
    companies: normal.companies * times,
    users: normal.users * times,
    salesStaff: normal.salesStaff * times,
    assignments: normal.assignments * times,
    superAdmins: normal.superAdmins * times,
    hierarchies: normal.hierarchies * times,
  }
}

/** The maximum number of companies in a hierarchy. */
export const COMPANIES_OF_HIERARCHY = 500

export const credentials = { storeHash: 'demo1234', token: 'demo-token' }

/** The creation time of all the data. */
export const CREATED = 1_700_000_000

export function companyOf(userId: number, { companies }: Amounts): number {
  return 1 + ((userId - 1) % companies)
}
