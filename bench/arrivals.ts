import { performance } from 'node:perf_hooks'
import { converse } from './conversation.ts'
import type { Call } from './works.ts'

/** Far more than are busy at once, unless a reply takes as long as this many requests need to arrive. */
const CONNECTIONS = 64
/** Time for all connections to open. */
const LEAD_MS = 200

interface Arrivals {
  port: number
  perSecond: number
  ms: number
  callOf(nth: number): Call
  /** Called for each reply with the time since its request was due. */
  answered(nth: number, ms: number): void
}

/**
 * Sends requests on schedule, whether earlier ones are answered or not (open loop). A free connection claims each
 * request ahead of its time, so a request is late only when all are busy, and the delay then counts as response time.
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
