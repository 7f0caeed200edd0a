import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { plant } from '../../src/cli/seeding/plant.ts'
import { openDatabase } from '../../src/db/database.ts'
import { byCommand } from '../../src/domain/scope.ts'
import { getStore } from '../../src/domain/stores.ts'
import { baseSeed } from '../base-seed.ts'
import { aCompany } from '../builders.ts'
import { startPair } from '../postgres/pair.ts'
import { startServer } from '../server-process.ts'
import { type Load, load } from './load.ts'

const BEFORE_MS = 4_000
/** The time until a monitor notices that the primary is gone. */
const WATCH_MS = 2_000
const AFTER_MS = 4_000
const NOW = 1_700_000_000

/**
 * Two Roster processes on a primary and its synchronous standby, with clients that write and read. The primary is
 * killed and the standby promoted; then every acknowledged write must be there.
 */
async function failover(): Promise<boolean> {
  await using ending = new AsyncDisposableStack()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const pair = await startPair()
  ending.defer(() => pair.remove())
  const companyId = await prepare(pair.url)

  const stopping = new AbortController()
  const clients: { name: string; told: Load; done: Promise<void> }[] = []
  for (const name of ['first', 'second']) {
    const { address, kill } = await startServer(pair.url)
    ending.defer(kill)
    process.on('exit', () => void kill())
    const told: Load = { acknowledged: [], reads: [], refused: 0, wrong: [] }
    clients.push({ name, told, done: load({ address, name, companyId }, told, stopping.signal) })
  }
  await setTimeout(BEFORE_MS)
  pair.kill('primary')
  await setTimeout(WATCH_MS)
  pair.promote()
  const promoted = performance.now()
  await setTimeout(AFTER_MS)
  stopping.abort()
  for (const { done } of clients) await done

  const kept = await listEmails(pair.standby)
  const outcomes = clients.map(({ name, told }) => ({ name, ...outcomeOf(told, promoted, kept) }))
  for (const outcome of outcomes) print(lineOf(outcome))
  for (const { told } of clients) for (const wrong of new Set(told.wrong)) print(wrong)
  return outcomes.every(
    ({ lost, refused, other, recovered }) => lost === 0 && refused > 0 && other === 0 && recovered,
  )
}

async function prepare(url: string): Promise<number> {
  const database = await openDatabase(url)
  try {
    return await database.transaction(async (db) => {
      await plant(db, NOW, baseSeed)
      const { store_id: storeId } = await getStore(db, 'demo1234')
      return aCompany({ db, storeId, now: NOW, ...byCommand })
    })
  } finally {
    await database.close()
  }
}

async function listEmails(url: string): Promise<Set<string>> {
  const database = await openDatabase(url)
  try {
    const rows = await database.db.selectFrom('b2b_user').select('email').execute()
    return new Set(rows.map(({ email }) => email))
  } finally {
    await database.close()
  }
}

function outcomeOf(
  { acknowledged, reads, refused, wrong }: Load,
  promoted: number,
  kept: ReadonlySet<string>,
) {
  const writes = acknowledged.map(({ at }) => at)
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ email }) => !kept.has(email)).length,
    refused,
    other: wrong.length,
    recovered: [writes, reads].every((times) => times.some((at) => at > promoted)),
    withoutWrites: longestPause(writes),
    withoutReads: longestPause(reads),
  }
}

function lineOf(outcome: ReturnType<typeof outcomeOf> & { name: string }): string {
  const { name, acknowledged, lost, refused, other, withoutWrites, withoutReads } = outcome
  return (
    `${name} process: ${acknowledged} writes acknowledged, ${lost} of them lost; ${refused} requests answered 503, ` +
    `${other} otherwise refused; ${withoutWrites} s without writes, ${withoutReads} s without reads`
  )
}

/** In seconds. */
function longestPause(times: readonly number[]): number {
  const ordered = times.toSorted((a, b) => a - b)
  const pauses = ordered.slice(1).map((at, index) => at - (ordered[index] ?? at))
  return Math.round(Math.max(0, ...pauses) / 10) / 100
}

const passed = await failover()
print(passed ? 'Both recovered, and no acknowledged write is missing.' : 'The failover failed.')
process.exitCode = passed ? 0 : 1

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
