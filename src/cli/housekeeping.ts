import { setTimeout } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { fileEvents, listUnfiled } from '../domain/event-filing.ts'
import { findOldEvents, removeEvents } from '../domain/event-retention.ts'
import { hasOldAnswers, removeOldAnswers } from '../domain/idempotency.ts'
import { byRoster } from '../domain/scope.ts'
import { listStores } from '../domain/stores.ts'
import { addUp, listScattered } from '../domain/tally.ts'
import { now } from './clock.ts'

const REMOVING_MS = 10 * 60 * 1000
const FILING_MS = 2000
/** Between two steps, so that requests have the database for themselves most of the time. */
const PAUSE_MS = 50

type Data = Pick<Database, 'db' | 'transaction' | 'tryLock' | 'indexTexts'>

/** Does, from time to time, what no request waits for, until it is disposed of. */
export function keepHouse(database: Data, onError: (error: unknown) => void): AsyncDisposable {
  const stopping = new AbortController()
  const { signal } = stopping
  const chores = [
    repeat(
      FILING_MS,
      async () => {
        await fileNewEvents(database, signal)
        await indexNewTexts(database, signal)
        await addUpTallies(database)
      },
      onError,
    ),
    repeat(
      REMOVING_MS,
      async () => {
        await clearOldEvents(database, now, signal)
        await clearOldAnswers(database, now, signal)
      },
      onError,
    ),
  ]
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all(chores.map((stop) => stop()))
    },
  }
}

/**
 * Begins `chore` each time that `ms` are over and the last one is done; of failures in a row tells the first. Answers how
 * to stop.
 */
function repeat(
  ms: number,
  chore: () => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let round: Promise<void> | undefined
  let isFailing = false
  const timer = setInterval(() => {
    round ??= chore().then(
      () => {
        isFailing = false
        round = undefined
      },
      (error: unknown) => {
        if (!isFailing) onError(error)
        isFailing = true
        round = undefined
      },
    )
  }, ms)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await round
  }
}

/** Files all events that are not filed, in small steps, one process at a time. */
export async function fileNewEvents(
  { db, transaction, tryLock }: Data,
  stopping: { readonly aborted: boolean } = { aborted: false },
): Promise<void> {
  for (const storeId of await listUnfiled(db)) {
    let more = true
    while (more && !stopping.aborted) {
      more = await transaction(
        async (tx) => (await tryLock(tx, 'filing events')) && fileEvents({ db: tx, storeId }),
      )
      if (more) await setTimeout(PAUSE_MS)
    }
  }
}

/** Puts all new texts into the index that searches go by, in small steps. */
export async function indexNewTexts(
  database: Pick<Database, 'indexTexts'>,
  stopping: { readonly aborted: boolean } = { aborted: false },
): Promise<void> {
  while ((await database.indexTexts()) && !stopping.aborted) await setTimeout(PAUSE_MS)
}

/** Adds up what is kept of totals in many rows. */
export async function addUpTallies({ db, transaction }: Pick<Database, 'db' | 'transaction'>): Promise<void> {
  for (const scattered of await listScattered(db)) await transaction((tx) => addUp(tx, scattered))
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
