import { performance } from 'node:perf_hooks'
import { converse } from './conversation.ts'
import { callsOf, sourceOf, type Wish } from './wishes.ts'
import { LANES, whileWritten, works } from './works.ts'

export interface Job extends Wish {
  port: number
  ms: number
  connections: number
  /** The allowed size of a reply's body. */
  bytes: { least: number; most: number }
}

export interface Load {
  requests: number
  /** Requests of the additional writer, which are not counted elsewhere. */
  writes: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Share of its core that the load generator used. */
  busy: number
}

export type Outcome = { load: Load } | { failure: string }

const WRITES_A_SECOND = 20

// A separate process, which does the jobs it is sent and ends with its parent.
if (import.meta.main) {
  process.on('message', (message) => {
    void outcome(jobOf(message)).then((result) => process.send?.(result))
  })
  process.on('disconnect', () => process.exit())
}

async function outcome(job: Job): Promise<Outcome> {
  try {
    return { load: await run(job) }
  } catch (error) {
    return { failure: `${job.work}: ${error instanceof Error ? error.message : error}` }
  }
}

/**
 * Keeps one request under way on every connection, so a slow reply delays the next request (closed loop): the latencies
 * are those of clients that wait, not of requests that arrive at a fixed rate.
 */
async function run(job: Job): Promise<Load> {
  const latencies: number[] = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  const until = start + job.ms
  const written = whileWritten.has(job.work) ? writeLightly(job, until) : 0
  const connections = Array.from({ length: job.connections }, (_, lane) =>
    keepAsking(job, lane, until, latencies),
  )
  await Promise.all(connections)
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const sorted = Float64Array.from(latencies).sort()
  return {
    requests: sorted.length,
    writes: await written,
    perSecond: (sorted.length / ms) * 1000,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    busy: (user + system) / 1000 / ms,
  }
}

async function keepAsking(job: Job, lane: number, until: number, latencies: number[]): Promise<void> {
  const { port, bytes } = job
  const next = callsOf(job, lane)
  // An assignment is undone before a connection stops.
  const inPairs = job.work === 'PUT assignment'
  await converse({
    port,
    bytes,
    next,
    answered(ms, answers) {
      latencies.push(ms)
      return performance.now() < until || (inPairs && answers % 2 === 1) ? 0 : undefined
    },
  })
}

/** Makes a few changes a second on a connection of its own, and returns their number. */
async function writeLightly(job: Job, until: number): Promise<number> {
  let writes = 0
  await converse({
    port: job.port,
    bytes: { least: 0, most: Number.POSITIVE_INFINITY },
    next: works['PUT assignment'](sourceOf(job, LANES - 1)),
    answered(ms, answers) {
      writes = answers
      if (performance.now() >= until && answers % 2 === 0) return undefined
      return Math.max(1, 1000 / WRITES_A_SECOND - ms)
    },
  })
  return writes
}

/** Expects sorted values. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
}

/** Safe because nobody else sends to this process. */
function jobOf(message: unknown): Job {
  return message as Job
}
