import { setTimeout } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { findOldEvents, removeEvents } from '../domain/event-retention.ts'
import { hasOldAnswers, removeOldAnswers } from '../domain/idempotency.ts'
import { byRoster } from '../domain/scope.ts'
import { listStores } from '../domain/stores.ts'
import { now } from './clock.ts'

const ROUND_MS = 10 * 60 * 1000
/** Between two steps, so that requests have the database for themselves most of the time. */
const PAUSE_MS = 50

type Data = Pick<Database, 'db' | 'transaction'>

/** Removes, from time to time, what the stores keep no longer, until it is disposed of. */
export function keepHouse(database: Data, onError: (error: unknown) => void): AsyncDisposable {
  const stopping = new AbortController()
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= clearOldEvents(database, now, stopping.signal)
      .then(() => clearOldAnswers(database, now, stopping.signal))
      .catch(onError)
      .finally(() => {
        round = undefined
      })
  }, ROUND_MS)
  timer.unref()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearInterval(timer)
      await round
    },
  }
}

/** Removes all events that are kept no longer, in small steps. */
export async function clearOldEvents(
  { db, transaction }: Data,
  now: () => UnixSeconds,
  stopping: { readonly aborted: boolean } = { aborted: false },
): Promise<void> {
  for (const { store_id: storeId } of await listStores(db)) {
    const scope = () => ({ storeId, now: now() })
    let old = await findOldEvents({ db, ...scope() })
    while (old && !stopping.aborted) {
      const part = old
      await transaction((tx) => removeEvents({ db: tx, ...scope(), ...byRoster }, part))
      await setTimeout(PAUSE_MS)
      old = await findOldEvents({ db, ...scope() })
    }
  }
}

/** Removes all answers that are kept no longer, in small steps. */
export async function clearOldAnswers(
  { db, transaction }: Data,
  now: () => UnixSeconds,
  stopping: { readonly aborted: boolean } = { aborted: false },
): Promise<void> {
  for (const { store_id: storeId } of await listStores(db)) {
    let more = await hasOldAnswers({ db, storeId, now: now() })
    while (more && !stopping.aborted) {
      more = await transaction((tx) => removeOldAnswers({ db: tx, storeId, now: now() }))
      await setTimeout(PAUSE_MS)
    }
  }
}
