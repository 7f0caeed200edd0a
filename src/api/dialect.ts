import type { TSchema } from 'typebox'
import type { Words } from './failure.ts'
import type { Operation } from './operation.ts'

/** An API of its own: what it can do, and how it refuses. */
export interface Dialect extends Words {
  prefix: string
  /** Its name in the documentation. */
  tag: string
  /** What a token must be good for. */
  scope: 'b2b' | 'control'
  /** Whether its requests count for the limit of their store. */
  isLimited?: boolean
  operations: readonly Operation[]
  /** How callers authenticate, for the documentation, where it is not as everywhere else. */
  security?: Record<string, string[]>[]
  /** True for one that its vendor has retired. */
  deprecated?: boolean
  /** The body of a refusal that comes from HTTP. */
  failed(status: number, message: string): object
  /** What every refusal looks like in the documentation. */
  refusal: TSchema
}
