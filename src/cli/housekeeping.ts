import { setTimeout } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { fileEvents, nextUnfiled } from '../domain/event-filing.ts'
import { findOldEvents, removeEvents } from '../domain/event-retention.ts'
import { hasOldAnswers, removeOldAnswers } from '../domain/idempotency.ts'
import { byRoster } from '../domain/scope.ts'
import { listStores } from '../domain/stores.ts'
import { addUp, listScattered } from '../domain/tally.ts'
import { now } from './clock.ts'

const REMOVING_MS = 10 * 60 * 1000
const FILING_MS = 2000
/** Between two steps, so that requests have the database for themselves most of the time. */
const PAUSE_MS = 25

type Data = Pick<Database, 'db' | 'transaction' | 'tryLock' | 'indexTexts'>

/** Ends work in small steps between two of them. */
interface Stopping {
  readonly aborted: boolean
}

/** Starts what a server does from time to time and no request waits for. Disposing of it ends that. */
export function startHousekeeping(database: Data, onError: (error: unknown) => void): AsyncDisposable {
  const stopping = new AbortController()
  const { signal } = stopping
  const tasks = [
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
      await Promise.all(tasks.map((stop) => stop()))
    },
  }
}

/**
 * Runs `task` every `ms`, unless it is still running; of failures in a row it reports the first. Answers how to stop.
 */
function repeat(
  ms: number,
  task: () => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let round: Promise<void> | undefined
  let isFailing = false
  const timer = setInterval(() => {
    round ??= task().then(
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

/** Files all events that are not filed, one process at a time. */
export async function fileNewEvents(
  { db, transaction, tryLock }: Data,
  stopping: Stopping = { aborted: false },
): Promise<void> {
  let storeId = await nextUnfiled(db, 0)
  while (storeId !== undefined && !stopping.aborted) {
    const filed = storeId
    await inSteps(stopping, () =>
      transaction(
        async (tx) => (await tryLock(tx, 'filing events')) && fileEvents({ db: tx, storeId: filed }),
      ),
    )
    storeId = await nextUnfiled(db, storeId)
  }
}

/** Puts all new texts into the index that searches use. */
export async function indexNewTexts(
  { indexTexts }: Pick<Database, 'indexTexts'>,
  stopping: Stopping = { aborted: false },
): Promise<void> {
  await inSteps(stopping, indexTexts)
}

/** Adds up totals that are kept in many rows. */
export async function addUpTallies({ db, transaction }: Pick<Database, 'db' | 'transaction'>): Promise<void> {
  for (const scattered of await listScattered(db)) await transaction((tx) => addUp(tx, scattered))
}

/** Removes all events that are kept no longer. */
export async function clearOldEvents(
  { db, transaction }: Data,
  now: () => UnixSeconds,
  stopping: Stopping = { aborted: false },
): Promise<void> {
  for (const { store_id: storeId } of await listStores(db)) {
    await inSteps(stopping, async () => {
      const scope = { storeId, now: now() }
      const old = await findOldEvents({ db, ...scope })
      if (old) await transaction((tx) => removeEvents({ db: tx, ...scope, ...byRoster }, old))
      return old !== undefined
    })
  }
}

/** Removes all answers that are kept no longer. */
export async function clearOldAnswers(
  { db, transaction }: Data,
  now: () => UnixSeconds,
  stopping: Stopping = { aborted: false },
): Promise<void> {
  for (const { store_id: storeId } of await listStores(db)) {
    await inSteps(stopping, async () => {
      const scope = { storeId, now: now() }
      if (!(await hasOldAnswers({ db, ...scope }))) return false
      return transaction((tx) => removeOldAnswers({ db: tx, ...scope }))
    })
  }
}

/** Runs `step` until it answers that there is no more to do. */
async function inSteps(stopping: Stopping, step: () => Promise<boolean>): Promise<void> {
  while (!stopping.aborted && (await step())) await setTimeout(PAUSE_MS)
}
