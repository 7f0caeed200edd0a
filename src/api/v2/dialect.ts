import type { Dialect } from '../dialect.ts'
import { addresses } from './addresses.ts'
import { companies } from './companies.ts'
import { countryState } from './country-state.ts'
import { Refusal, refusal } from './envelope.ts'
import { salesReps } from './sales-reps.ts'
import { users } from './users.ts'
import { valueError, words } from './words.ts'

/** V2: the retired API. */
export const v2: Dialect = {
  prefix: '/api/v2/io',
  tag: 'V2',
  scope: 'b2b',
  isLimited: true,
  deprecated: true,
  ...words,
  failed,
  refusal: Refusal,
  operations: [...users, ...companies, ...salesReps, ...addresses, ...countryState],
}

/** JSON that cannot be read is refused in the envelope of a wrong value. */
function failed(status: number, message: string): object {
  return (status === 400 ? valueError({}) : refusal(status, status, message)).body
}
