import type { Dialect } from '../dialect.ts'
import { backendTokens } from './backend-tokens.ts'
import { Refusal, refusal } from './envelope.ts'
import { storefrontTokens } from './storefront-tokens.ts'
import { words } from './words.ts'

/** Authentication: where clients get their tokens. */
export const auth: Dialect = {
  prefix: '/api/io',
  tag: 'Authentication',
  scope: 'b2b',
  isLimited: true,
  ...words,
  failed: (status, message) => refusal(status, message).body,
  refusal: Refusal,
  operations: [...backendTokens, ...storefrontTokens],
}
