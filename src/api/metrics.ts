import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../db/database.ts'
import type { UnixSeconds } from '../db/schema.ts'
import { readWebhookBacklog } from '../domain/webhook-backlog.ts'

/** How often the delay of the event loop is sampled. */
const EVENT_LOOP_MS = 250
const REQUEST_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What the server counts for Prometheus. */
export interface Metrics {
  contentType: string
  /** All of it, as Prometheus reads it. */
  text(): Promise<string>
  countRequest(operation: string, status: number, ms: number): void
  countDelivery(outcome: 'delivered' | 'failed'): void
  /** The database, with its transactions counted. */
  watched<D extends Database>(database: D): D
}

export function metricsOf(database: Database, now: () => UnixSeconds): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_MS })
  const requests = new Counter({
    name: 'roster_requests_total',
    help: 'Requests answered, by operation and status.',
    labelNames: ['operation', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'roster_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['operation'],
    buckets: REQUEST_BUCKETS_S,
    registers,
  })
  const transactions = new Histogram({
    name: 'roster_transaction_duration_seconds',
    help: 'Time of a transaction with its commit, the wait for its turn and a repetition, if any.',
    labelNames: ['outcome'],
    buckets: REQUEST_BUCKETS_S,
    registers,
  })
  const underWay = new Gauge({
    name: 'roster_transactions_under_way',
    help: 'Transactions that run or wait for their turn.',
    registers,
  })
  const deliveries = new Counter({
    name: 'roster_webhook_attempts_total',
    help: 'Attempts of this process to deliver to hooks, by what came of them.',
    labelNames: ['outcome'],
    registers,
  })
  const lookAtDatabase = databaseWatch(registry, database, now)

  return {
    contentType: registry.contentType,
    async text() {
      await lookAtDatabase()
      return registry.metrics()
    },
    countRequest(operation, status, ms) {
      requests.inc({ operation, status })
      durations.observe({ operation }, ms / 1000)
    },
    countDelivery: (outcome) => deliveries.inc({ outcome }),
    watched: (watched) => ({
      ...watched,
      async transaction(work) {
        const begun = performance.now()
        const end = (outcome: string) => {
          underWay.dec()
          transactions.observe({ outcome }, (performance.now() - begun) / 1000)
        }
        underWay.inc()
        try {
          const value = await watched.transaction(work)
          end('committed')
          return value
        } catch (error) {
          end('rolled_back')
          throw error
        }
      },
    }),
  }
}

/** Reads the gauges of the database when they are asked for; each is 0 while it does not answer. */
function databaseWatch(registry: Registry, database: Database, now: () => UnixSeconds): () => Promise<void> {
  const registers = [registry]
  const up = new Gauge({
    name: 'roster_database_up',
    help: 'Whether the database answers: 1 or 0.',
    registers,
  })
  const connections = new Gauge({
    name: 'roster_database_connections',
    help: 'Connections to the database server by what they are for and what they do; none on SQLite.',
    labelNames: ['use', 'state'],
    registers,
  })
  const age = new Gauge({
    name: 'roster_outbox_age_seconds',
    help: 'Age of the oldest event that hooks are still to be told of; 0 for none.',
    registers,
  })
  const waiting = new Gauge({
    name: 'roster_webhook_deliveries_waiting',
    help: 'Deliveries that wait for an attempt, counted up to 10000.',
    registers,
  })

  return async () => {
    for (const { use, busy, idle, awaited } of database.connections()) {
      connections.set({ use, state: 'busy' }, busy)
      connections.set({ use, state: 'idle' }, idle)
      connections.set({ use, state: 'awaited' }, awaited)
    }
    try {
      const backlog = await readWebhookBacklog(database.db, now())
      age.set(backlog.outboxAge)
      waiting.set(backlog.deliveries)
      up.set(1)
    } catch {
      for (const gauge of [up, age, waiting]) gauge.set(0)
    }
  }
}
