import { Account } from './account.ts'
import { amountsOf } from './amounts.ts'
import { type Comparison, compare, type Run } from './compare.ts'
import { temporaryFolder } from './folder.ts'
import { machine } from './machine.ts'
import { ceiling, startLoad } from './measure.ts'
import { type Options, readOptions } from './options.ts'
import { peersInstalled } from './peers/start.ts'
import { peakMb, stop } from './processes.ts'
import { besideGetOne, growthTable, loadBusy, speedTable } from './report.ts'
import { firstSandbox, production, sandbox, startups } from './startup.ts'
import { startupTable } from './startup-table.ts'
import { type Subject, startSubjects } from './subjects.ts'
import { amount } from './table.ts'

/** Numbers of simultaneous clients: many, and one. */
const CONNECTIONS = [32, 1]

const folder = temporaryFolder()
await bench(readOptions(process.argv.slice(2)))

async function bench({ works, subjects: kinds, rounds, times, everything }: Options): Promise<void> {
  console.log(machine(folder))
  if (!peersInstalled) console.log('Prism and json-server are left out: npm ci --prefix bench installs them.')
  const idle = { work: 'get one', dialect: 'roster', amounts: amountsOf(1), seed: 0, unheard: false } as const
  const { perSecond } = await ceiling({ ...idle, ms: 1000, connections: 32 })
  console.log(`Load generator: ${amount(perSecond)} requests/s out of a bare socket.\n`)

  const asked = times === 1 ? kinds : kinds.filter((kind) => kind === 'sqlite' || kind === 'postgres')
  const subjects = await startSubjects(asked, times, folder)
  const account = new Account()
  const load = startLoad()
  let seed = 0
  const run: Run = {
    load,
    rounds,
    unheard: times > 1,
    nextSeed: () => (seed += 1),
    answered: (subject, work, calls) => account.note(subject, work, calls),
  }
  const comparisons: Comparison[] = []
  for (const work of works) {
    for (const connections of CONNECTIONS) {
      comparisons.push(await compare(run, work, connections, subjects))
      process.stderr.write('.')
    }
  }
  process.stderr.write('\n')
  await stop(load)
  for (const subject of subjects) await account.settle(subject)

  for (const connections of CONNECTIONS) {
    const those = comparisons.filter((comparison) => comparison.connections === connections)
    console.log(`## ${connections === 1 ? 'One connection' : `${connections} connections`}\n`)
    console.log(`${times === 1 ? speedTable(those) : growthTable(those, times)}\n`)
    if (times === 1) console.log(`${besideGetOne(those)}\n`)
  }
  console.log(`The load generator was busy for ${loadBusy(comparisons)} of its core at the most.`)
  console.log(`Memory under load, at the most: ${await memory(subjects)}.\n`)
  for (const { server, postgres } of subjects.toReversed()) {
    await stop(server.child)
    await postgres?.cluster.remove()
  }
  if (everything) await starts(subjects)
}

async function starts(subjects: readonly Subject[]): Promise<void> {
  const first = await startups(firstSandbox(folder))
  const demo = await startups(sandbox(folder))
  const large = await startups(production(subjects[0]?.databaseUrl ?? ''))
  console.log(startupTable({ first, demo, large }))
}

async function memory(subjects: readonly Subject[]): Promise<string> {
  const each = subjects.map(async ({ title, server }) => `${title} ${amount(await peakMb(server.child))} MB`)
  return (await Promise.all(each)).join(', ')
}
