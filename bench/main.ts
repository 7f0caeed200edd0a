import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { countEvents, fill } from './data/fill.ts'
import { type Comparison, ceiling, compare } from './measure.ts'
import { pinned, residentMb, stop } from './processes.ts'
import { amount, loadBusy, speedTable, startupTable } from './report.ts'
import { firstSandbox, production, sandbox, startServer, startups } from './startup.ts'

/** What Linux calls a file system that lives in memory. */
const TMPFS = 0x01021994

const folder = mkdtempSync(join(tmpdir(), 'roster-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
await bench(`sqlite:${join(folder, 'roster.db')}`)

async function bench(databaseUrl: string): Promise<void> {
  console.log(machine())
  await fill(databaseUrl)
  const { perSecond } = await ceiling()
  console.log(`Load generator: ${amount(perSecond)} requests/s out of a bare socket.\n`)

  const first = await startups(firstSandbox(folder))
  const demo = await startups(sandbox(folder))
  const large = await startups(production(databaseUrl))
  const roster = await startServer(production(databaseUrl))
  const comparisons: Comparison[] = []
  for (const work of ['get one', 'list of ten', 'PUT assignment'] as const) {
    comparisons.push(await compare(roster, work))
  }
  const afterMb = await residentMb(roster.child)
  await stop(roster.child)
  await assertEveryChange(databaseUrl, comparisons)

  console.log(`${speedTable(comparisons)}\n`)
  console.log(`The load generator was busy for ${loadBusy(comparisons)} of its core at the most.\n`)
  console.log(startupTable({ first, demo, large, afterMb }))
}

function machine(): string {
  const cores = cpus()
  const where = pinned ? 'the server on one of them, the load on another' : 'shared by all, without taskset'
  const disk = statfsSync(folder).type === TMPFS ? ' Writes wait for no disk: the folder is in memory.' : ''
  return `Node ${process.version}, ${cores.length} cores of ${cores[0]?.model}, ${where}.${disk}`
}

/** Each PUT changes something, and each change leaves an event: a write that was answered and not kept would show. */
async function assertEveryChange(databaseUrl: string, comparisons: readonly Comparison[]): Promise<void> {
  const puts = comparisons.find(({ work }) => work === 'PUT assignment')?.requests
  const events = await countEvents(databaseUrl)
  if (puts !== events)
    throw new Error(`${puts} PUTs were answered, and ${events} changes are in the database.`)
}
