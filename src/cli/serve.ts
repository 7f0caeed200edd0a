import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { example } from './arguments.ts'
import { configuredUrl } from './database.ts'
import { openFiles } from './files.ts'
import { closeDatabase, releaseStartMemory, stopAsked } from './listen.ts'
import { startServer } from './running.ts'

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
  const { host, port, logLevel, publicUrl, trustedProxies, startedByNpm } = config
  const asked = stopAsked(['SIGINT', 'SIGTERM'], { startedByNpm })
  const url = configuredUrl()
  const { openDatabase } = await import('../db/database.ts')
  const { createLog } = await import('../log.ts')
  const log = createLog(logLevel ?? 'info', 'stdout')
  await using ending = new AsyncDisposableStack()
  const database = await openDatabase(url, {
    claim: true,
    onLostConnection: (error) => log.warn(error, 'A connection to the database was lost'),
  })
  ending.defer(() => closeDatabase(database))
  const files = await openFiles(url, config.files)
  const listening = { host, port, publicUrl, trustedProxies, loopback: false }
  const { address, stop } = await startServer(database, { config, log, ending, files, ...listening })
  log.info({ migrated: database.migrated }, `Roster is ready on ${address}`)
  releaseStartMemory()
  log.info({ signal: await asked }, 'Roster stops after the requests under way')
  await stop()
}
