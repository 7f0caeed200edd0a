import { performance } from 'node:perf_hooks'
import { converse } from './conversation.ts'
import type { Call } from './works.ts'

/** Far more than are busy at once, unless answers take as long as this many requests need to arrive. */
const CONNECTIONS = 64
/** For all connections to open. */
const LEAD_MS = 200

interface Arrivals {
  port: number
  perSecond: number
  ms: number
  callOf(nth: number): Call
  /** Hears of each answer how long it took from the moment its request was due. */
  answered(nth: number, ms: number): void
}

/**
 * Requests that come by the clock, whether those before are answered or not: each is claimed ahead of its time by a
 * connection that is free, so one is only late when all are busy, and then that counts as its own time.
 */
export async function arrive({ port, perSecond, ms, callOf, answered }: Arrivals): Promise<void> {
  const total = Math.round((perSecond * ms) / 1000)
  const start = performance.now() + LEAD_MS
  let claimed = 0

  function connection(): Promise<void> {
    let nth = 0
    let lateMs = 0

    function claim(): number | undefined {
      if (claimed === total) return undefined
      nth = claimed
      claimed += 1
      const aheadMs = start + (nth / perSecond) * 1000 - performance.now()
      lateMs = Math.max(0, -aheadMs)
      return Math.max(0, aheadMs)
    }

    return converse({
      port,
      firstPauseMs: claim() ?? 0,
      bytes: { least: 0, most: Number.POSITIVE_INFINITY },
      next: () => callOf(nth),
      answered(answerMs) {
        answered(nth, lateMs + answerMs)
        return claim()
      },
    })
  }

  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, total) }, connection))
}
