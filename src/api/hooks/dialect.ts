import type { Dialect } from '../dialect.ts'
import { Refusal, refusal } from './envelope.ts'
import { hooks as operations } from './hooks.ts'
import { words } from './words.ts'

/** The vendor's own management of webhooks, whose paths name the store. */
export const hooks: Dialect = {
  prefix: '/stores/:storeHash/v3',
  tag: 'Webhooks',
  scope: 'b2b',
  security: [{ token: [] }],
  ...words,
  failed: (status, message) => refusal(status, titles[status] ?? message).body,
  refusal: Refusal,
  operations,
}

const titles: Record<number, string> = {
  400: 'Input is invalid.',
  401: 'Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store.',
  403: 'Unauthorized Access. You do not have permission to make this request.',
}
