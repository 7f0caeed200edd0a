import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { example } from './arguments.ts'
import { now } from './clock.ts'
import { configuredUrl } from './database.ts'
import { openFiles } from './files.ts'
import { keepHouse } from './housekeeping.ts'
import { closeDatabase, listen, releaseStartMemory, stopAsked, stopServing } from './listen.ts'
import { watching } from './watching.ts'

export function addServe(roster: Command): void {
  roster
    .command('serve')
    .summary('Serve the API in production.')
    .description(
      'Serve the API from ROSTER_DATABASE_URL on ROSTER_HOST (127.0.0.1) and ROSTER_PORT (4000), and log JSON to ' +
        'standard output from ROSTER_LOG_LEVEL (info) up. SIGTERM stops it after the requests under way, at most ten ' +
        'seconds later.',
    )
    .addHelpText(
      'after',
      example('ROSTER_DATABASE_URL=postgres://roster@db.example/roster ROSTER_HOST=0.0.0.0 roster serve'),
    )
    .action(serve)
}

async function serve(): Promise<void> {
  const config = readConfig()
  const { host, port, logLevel, publicUrl, trustedProxies, files: setting, startedByNpm } = config
  const stop = stopAsked(['SIGINT', 'SIGTERM'], { startedByNpm })
  const url = configuredUrl()
  const { openDatabase } = await import('../db/database.ts')
  const { buildServer } = await import('../api/server.ts')
  const { createLog } = await import('../log.ts')
  const log = createLog(logLevel ?? 'info', 'stdout')
  await using ending = new AsyncDisposableStack()
  const database = await openDatabase(url, {
    claim: true,
    onLostConnection: (error) => log.warn(error, 'A connection to the database was lost'),
  })
  ending.defer(() => closeDatabase(database))
  const { metrics, traces } = await watching(config, database, {
    ending,
    onError: (error) => log.warn(error, 'Traces could not be sent'),
  })
  const { sending } = await import('./webhooks.ts')
  const webhooks = sending(database, {
    loopback: false,
    metrics,
    onError: (error) => log.error(error, 'Webhooks could not be sent'),
  })
  const files = await openFiles(url, setting)
  const context = { database: webhooks.database, files, publicUrl, trustedProxies, now, metrics, traces }
  const app = await buildServer(context, log)
  const address = await listen(app, { host, port })
  await webhooks.start()
  ending.use(keepHouse(database, (error) => log.error(error, 'The event log could not be kept in order')))
  log.info({ migrated: database.migrated }, `Roster is ready on ${address}`)
  releaseStartMemory()
  log.info({ signal: await stop }, 'Roster stops after the requests under way')
  await Promise.all([stopServing(app), webhooks.stop()])
}
