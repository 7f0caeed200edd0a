import type { Metrics } from '../api/metrics.ts'
import type { Traces } from '../api/traces.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { now } from './clock.ts'
import { atMost } from './listen.ts'

/** How long the end waits for a collector of traces. */
const MOST_FOR_TRACES_MS = 500

interface Watching {
  metrics: Metrics | undefined
  traces: Traces | undefined
}

/** Starts the metrics and traces that the environment asks for; the libraries of others are not loaded. */
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
