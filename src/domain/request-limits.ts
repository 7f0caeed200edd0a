import type { Database, RequestToCount } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { MinuteCounts } from '../minute-counts.ts'

/** The vendor's limit for a store. */
export const VENDOR_RATE_LIMIT = 150
const WINDOW_S = 60
/** The other quotas are this part of the limit: 15 instead of 150. */
const PART = 10

/** Each is counted by itself; all but `general` allow a tenth of the limit. */
export type Quota = 'general' | 'attachments' | 'hierarchy'

/** The state of a quota after a request was counted. */
export interface Allowance {
  limit: number
  /** How many have been let through, with this one. */
  used: number
  isExceeded: boolean
  /** Seconds until the next minute begins. */
  resetsAfter: number
}

interface CountedRequest {
  storeId: number
  /** Requests a minute. */
  rateLimit: number
  quota: Quota
  now: UnixSeconds
}

/** Limits the requests of a store in a minute of the clock, over all servers on the same database. */
export class RequestLimits {
  readonly #database: Pick<Database, 'countRequest'>
  /**
   * The highest counts that were answered. Requests beyond a limit do not reach the database and are not counted, so that
   * a limit which is raised leaves the rest.
   */
  readonly #known = new MinuteCounts()

  constructor(database: Pick<Database, 'countRequest'>) {
    this.#database = database
  }

  async count({ storeId, rateLimit, quota, now }: CountedRequest): Promise<Allowance> {
    const limit = quota === 'general' ? rateLimit : Math.max(1, Math.floor(rateLimit / PART))
    const minute = Math.floor(now / WINDOW_S)
    const known = this.#known.get(keyOf(storeId, quota), minute)
    const count = known >= limit ? known + 1 : await this.#countOnce({ storeId, quota, minute })
    return {
      limit,
      used: Math.min(count, limit),
      isExceeded: count > limit,
      resetsAfter: WINDOW_S - (now % WINDOW_S),
    }
  }

  async #countOnce(request: RequestToCount): Promise<number> {
    const key = keyOf(request.storeId, request.quota)
    const count = await this.#database.countRequest(request)
    this.#known.set(key, request.minute, Math.max(count, this.#known.get(key, request.minute)))
    return count
  }
}

function keyOf(storeId: number, quota: string): string {
  return `${storeId} ${quota}`
}
