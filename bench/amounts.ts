/** Ids of each kind are counted from 1; a user's customer has the user's id. */
export const amounts = {
  companies: 10_000,
  users: 100_000,
  salesStaff: 500,
  assignments: 20_000,
  superAdmins: 300,
}

export const credentials = { storeHash: 'demo1234', token: 'demo-token' }

/** When all of it was made. */
export const CREATED = 1_700_000_000
