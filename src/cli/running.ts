import type { Context } from '../api/context.ts'
import type { Config } from '../config.ts'
import type { OpenDatabase } from '../db/database.ts'
import type { createLog } from '../log.ts'
import { now } from './clock.ts'
import { startHousekeeping } from './housekeeping.ts'
import { atMost, listen, MOST_FOR_REQUESTS_MS, stopServing } from './listen.ts'
import { watching } from './watching.ts'

interface Running {
  /** Where it listens. */
  address: string
  /** Resolves when the requests under way are answered. */
  stop(): Promise<void>
}

interface Options extends Pick<Context, 'files' | 'publicUrl' | 'trustedProxies' | 'strict'> {
  config: Config
  log: ReturnType<typeof createLog>
  /** Ends what runs beside the requests, after them. */
  ending: AsyncDisposableStack
  host: string
  port: number
  /** Lets hooks lead to this machine. */
  loopback: boolean
}

/** Starts all that a server does on a database: it answers requests, sends webhooks and keeps the event log in order. */
export async function startServer(
  database: OpenDatabase,
  { config, log, ending, host, port, loopback, ...context }: Options,
): Promise<Running> {
  const { buildServer } = await import('../api/server.ts')
  const { sending } = await import('./webhooks.ts')
  const { metrics, traces } = await watching(config, database, {
    ending,
    onError: (error) => log.warn(error, 'Traces could not be sent'),
  })
  const webhooks = sending(database, {
    loopback,
    metrics,
    onError: (error) => log.error(error, 'Webhooks could not be sent'),
  })
  const app = await buildServer({ ...context, database: webhooks.database, now, metrics, traces }, log)
  const address = await listen(app, { host, port })
  await webhooks.start()
  const housekeeping = startHousekeeping(database, (error) =>
    log.error(error, 'Housekeeping failed and is tried again'),
  )
  return {
    address,
    async stop() {
      // A database that does not answer must not hold up the end.
      const others = Promise.all([webhooks.stop(), housekeeping[Symbol.asyncDispose]()])
      await Promise.all([stopServing(app), atMost(MOST_FOR_REQUESTS_MS, others)])
    },
  }
}
