import type { Database } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'
import type { Metrics } from './metrics.ts'
import type { Traces } from './traces.ts'

/** What the server stands on. Tests make one with their own database and clock. */
export interface Context {
  database: Database
  /** The folder that attachments live in. */
  files: string
  /** Where callers reach this server, when that is not where their requests say. */
  publicUrl?: string | undefined
  /** Addresses of proxies, whose `X-Forwarded-For` is believed. */
  trustedProxies?: readonly string[] | undefined
  metrics?: Metrics | undefined
  traces?: Traces | undefined
  /** Whether stores without a limit of their own have the vendor's. */
  strict?: boolean | undefined
  now: () => UnixSeconds
}
