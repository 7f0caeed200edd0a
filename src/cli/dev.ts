import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import type { Database } from '../db/database.ts'
import { listStores } from '../domain/stores.ts'
import { isLoopback } from '../loopback.ts'
import { Problem } from '../problem.ts'
import { example, parseFolder, parsePort } from './arguments.ts'
import { now } from './clock.ts'
import { openFiles } from './files.ts'
import { closeDatabase, releaseStartMemory, stopAsked } from './listen.ts'
import { startServer } from './running.ts'
import type { Seed } from './seeding/shape.ts'
import { welcome } from './welcome.ts'

interface DevOptions {
  port: number
  host: string
  data?: string
  seed: string
  strict?: boolean
}

export function addDev(roster: Command): void {
  roster
    .command('dev')
    .description('Run the sandbox: the whole API with data, for this machine alone.')
    .option('--port <port>', 'port to listen on; 0 takes one that is free', parsePort, 4000)
    .option('--host <host>', 'loopback address to listen on', '127.0.0.1')
    .option(
      '--data <dir>',
      'folder that keeps the data; left out, a temporary one that goes at exit',
      parseFolder,
    )
    .option(
      '--seed <seed>',
      'what an empty folder is filled with: demo, empty, or a file of YAML or JSON',
      'demo',
    )
    .option('--strict', 'limit each store to 150 requests a minute, as the vendor does')
    .addHelpText('after', example('roster dev --port 4801 --data ./sandbox'))
    .action(dev)
}

async function dev({ port, host, data, seed: seedName, strict }: DevOptions): Promise<void> {
  const config = readConfig()
  const { logLevel, startedByNpm } = config
  const asked = stopAsked(['SIGINT', 'SIGTERM', 'SIGHUP'], { startedByNpm })
  if (host !== 'localhost' && !isLoopback(host)) {
    throw new Problem(
      `The sandbox does not listen on "${host}", because everybody knows its tokens and passwords: choose 127.0.0.1, ::1 ` +
        'or localhost, or run "roster serve".',
    )
  }
  const { readSeed } = await import('./seeding/read.ts')
  const seed = await readSeed(seedName)
  await using ending = new AsyncDisposableStack()
  const folder = data ?? (await temporaryFolder(ending))
  const { openDatabase } = await import('../db/database.ts')
  const url = `sqlite:${join(folder, 'roster.db')}`
  const database = await openDatabase(url, { claim: true })
  ending.defer(() => closeDatabase(database))
  const planted = await plantIfEmpty(database, seed)
  const { createLog } = await import('../log.ts')
  const log = createLog(logLevel ?? 'warn', 'stderr')
  const files = await openFiles(url)
  const listening = { host, port, loopback: true }
  const { address, stop } = await startServer(database, { config, log, ending, files, strict, ...listening })
  console.log(await welcome(database, seed, { address, folder, kept: data !== undefined, planted }))
  console.log(`Roster is ready on ${address}`)
  releaseStartMemory()
  await asked
  await stop()
}

async function temporaryFolder(ending: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-'))
  ending.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Answers whether there was room for the seed: data that was kept from an earlier run stays as it is. */
async function plantIfEmpty(database: Database, seed: Seed): Promise<boolean> {
  const stores = await listStores(database.db)
  if (stores.length > 0) return false
  const { plant } = await import('./seeding/plant.ts')
  await database.transaction((tx) => plant(tx, now(), seed))
  return true
}
