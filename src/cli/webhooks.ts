import { randomUUID } from 'node:crypto'
import type { OpenDatabase } from '../db/database.ts'
import { announcing } from '../webhooks/announcing.ts'
import { Sender } from '../webhooks/sender.ts'
import { now } from './clock.ts'

interface Sending {
  /** The database for everything else: what is committed there is sent at once. */
  database: OpenDatabase
  start(): Promise<void>
  stop(): Promise<void>
}

/** Sends what hooks are to be told, in the process of a server. `loopback` lets them lead to this machine. */
export function sending(
  database: OpenDatabase,
  { loopback, onError }: { loopback: boolean; onError: (error: unknown) => void },
): Sending {
  const sender = new Sender({ database, now, policy: { loopback }, holder: randomUUID(), onError })
  return {
    database: announcing(database, () => sender.wake()),
    start: () => sender.start(),
    stop: () => sender.stop(),
  }
}
