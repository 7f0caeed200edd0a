import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { buildServer } from '../api/server.ts'
import type { Database } from '../db/database.ts'
import { Problem } from '../problem.ts'

/** With the last half second of `main`, together ten seconds, after which supervisors commonly kill a process. */
export const MOST_FOR_REQUESTS_MS = 9_000
const MOST_FOR_DATABASE_MS = 500
const PARENT_CHECK_MS = 200

type Server = Awaited<ReturnType<typeof buildServer>>

/**
 * Starts taking requests and answers the address for them; port 0 takes one that is free.
 *
 * @throws Problem
 */
export async function listen(app: Server, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw explained(error, host, port)
  }
  const [bound] = app.addresses()
  const taken = typeof bound === 'object' ? bound.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
}

/**
 * Collects the memory that only the start needed. V8 collects when a process allocates, so one that idles after its
 * start would keep it.
 */
export function releaseStartMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect: typeof globalThis.gc = runInNewContext('gc')
  // With a tick pending V8 keeps what it has learned about ticks; without, each takes three times as long afterwards.
  process.nextTick(() => {})
  void collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

interface Asking {
  /** npm signals the shell between, which ends without passing it on: then the process has another parent. */
  startedByNpm: boolean
}

/** Resolves when one of `signals` asks the process to stop; those that follow change nothing. */
export async function stopAsked(
  signals: readonly NodeJS.Signals[],
  { startedByNpm }: Asking,
): Promise<NodeJS.Signals> {
  const parent = process.ppid
  return new Promise((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve(signal))
    if (!startedByNpm) return
    const watching = setInterval(() => {
      if (process.ppid !== parent) resolve('SIGTERM')
    }, PARENT_CHECK_MS)
    watching.unref()
  })
}

/** Takes no more requests and resolves when those under way are answered, or after `mostMs`. */
export async function stopServing(app: Server, mostMs = MOST_FOR_REQUESTS_MS): Promise<void> {
  // Again and again, because a connection that is kept alive becomes idle only when its last answer is sent.
  const reaping = setInterval(() => app.server.closeIdleConnections(), 50)
  await atMost(mostMs, app.close())
  clearInterval(reaping)
  app.server.closeAllConnections()
}

/** Does not wait for a query that nobody answers. */
export async function closeDatabase(database: Database): Promise<void> {
  await atMost(MOST_FOR_DATABASE_MS, database.close())
}

/** Waits for `work`, and no longer than that. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const waiting = new AbortController()
  await Promise.race([work, setTimeout(ms, undefined, { signal: waiting.signal })])
  waiting.abort()
}

const reasons: Record<string, string> = {
  EADDRINUSE: 'something else listens there: stop it, or choose another port',
  EACCES: 'this account may not: choose a port from 1024 up',
  EADDRNOTAVAIL: 'this machine does not have that address: choose one that it has',
  ENOTFOUND: 'there is no such host: choose an address that this machine has',
}

function explained(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasons[code]
  return reason ? new Problem(`Roster cannot listen on ${host} port ${port}, because ${reason}.`) : error
}
