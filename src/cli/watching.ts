import type { Metrics } from '../api/metrics.ts'
import type { Traces } from '../api/traces.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { now } from './clock.ts'
import { atMost } from './listen.ts'

/** A collector that does not answer holds up the end for no longer. */
const MOST_FOR_TRACES_MS = 500

interface Watching {
  metrics: Metrics | undefined
  traces: Traces | undefined
}

/** What the environment asks a server to tell of itself; the libraries for the rest are not even loaded. */
export async function watching(
  { metrics, traces }: Config,
  database: Database,
  { ending, onError }: { ending: AsyncDisposableStack; onError: (error: unknown) => void },
): Promise<Watching> {
  const watching: Watching = { metrics: undefined, traces: undefined }
  if (metrics) {
    const { metricsOf } = await import('../api/metrics.ts')
    watching.metrics = metricsOf(database, now)
  }
  if (traces) {
    const { tracesOf } = await import('../api/traces.ts')
    const sent = tracesOf(traces, onError)
    ending.defer(() => atMost(MOST_FOR_TRACES_MS, sent.stop()))
    watching.traces = sent
  }
  return watching
}
