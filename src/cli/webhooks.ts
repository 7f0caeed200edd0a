import { randomUUID } from 'node:crypto'
import type { Metrics } from '../api/metrics.ts'
import type { OpenDatabase } from '../db/database.ts'
import { announcing } from '../webhooks/announcing.ts'
import { Sender } from '../webhooks/sender.ts'
import { now } from './clock.ts'

interface Sending {
  /** The database for everything else: the sender hears of its commits at once. */
  database: OpenDatabase
  start(): Promise<void>
  stop(): Promise<void>
}

interface Options {
  /** Lets hooks lead to this machine. */
  loopback: boolean
  metrics?: Metrics | undefined
  onError: (error: unknown) => void
}

/** The sender of webhooks, in the process of a server. */
export function sending(database: OpenDatabase, { loopback, metrics, onError }: Options): Sending {
  const watched = metrics?.watched(database) ?? database
  const sender = new Sender({
    database,
    now,
    policy: { loopback },
    holder: randomUUID(),
    onError,
    onAttempt: (isAccepted) => metrics?.countDelivery(isAccepted ? 'delivered' : 'failed'),
  })
  return {
    database: announcing(watched, () => sender.wake()),
    start: () => sender.start(),
    stop: () => sender.stop(),
  }
}
