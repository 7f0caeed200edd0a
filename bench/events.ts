import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Account } from './account.ts'
import { amountsOf } from './amounts.ts'
import { type Comparison, compare, type Row, type Run } from './compare.ts'
import { countEvents, fill } from './data/fill.ts'
import { temporaryFolder } from './folder.ts'
import { machine } from './machine.ts'
import { type Figures, median, startLoad } from './measure.ts'
import { CHECKOUT, stop } from './processes.ts'
import { medianOf } from './report.ts'
import { production, startServer } from './startup.ts'
import type { Subject } from './subjects.ts'
import { amount, percent, table } from './table.ts'
import { copyWithoutEvents } from './without-events.ts'

const CONNECTIONS = 32
/** The share of a write's throughput that events may cost. */
const WANTED = 0.2

const folder = temporaryFolder()
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
await bench(Number(values.rounds))

/** The cost of events: Roster compared with a copy of it that creates none. */
async function bench(rounds: number): Promise<void> {
  console.log(`${machine(folder)}\n`)
  const copy = join(folder, 'copy')
  copyWithoutEvents(copy)
  const withEvents = await startSubject('with events', CHECKOUT)
  const without = await startSubject('without', copy)
  const account = new Account()
  const load = startLoad()
  let seed = 0
  const run: Run = {
    load,
    rounds,
    unheard: false,
    nextSeed: () => (seed += 1),
    answered: (subject, work, calls) => account.note(subject, work, calls),
  }
  const comparisons: Comparison[] = []
  for (const work of ['PUT assignment', 'POST user'] as const) {
    comparisons.push(await compare(run, work, CONNECTIONS, [withEvents, without]))
  }
  await stop(load)
  await account.settle(withEvents)
  await assertSilent(without)
  console.log(costs(comparisons))
  console.log(`\nWanted: of the throughput, ${percent(WANTED)} at the most.`)
  for (const { server } of [withEvents, without]) await stop(server.child)
}

async function startSubject(title: string, checkout: string): Promise<Subject & { databaseUrl: string }> {
  const databaseUrl = `sqlite:${join(folder, title, 'roster.db')}`
  const amounts = amountsOf(1)
  await fill(databaseUrl, amounts)
  const server = await startServer(production(databaseUrl, checkout))
  return { kind: 'sqlite', title, server, amounts, databaseUrl }
}

async function assertSilent({ title, databaseUrl }: Subject & { databaseUrl: string }): Promise<void> {
  const events = await countEvents(databaseUrl)
  if (events.size > 0) throw new Error(`${title}: events were kept: ${[...events.keys()].join(', ')}.`)
}

function costs(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ work, subjects: [withEvents, without] }) => {
    if (!withEvents || !without) throw new Error(`${work} was not measured.`)
    return [
      work,
      amount(medianOf(withEvents, 'perSecond')),
      amount(medianOf(without, 'perSecond')),
      cost(shares(withEvents, without, 'perSecond')),
      amount(medianOf(withEvents, 'cpuMicros')),
      amount(medianOf(without, 'cpuMicros')),
      cost(shares(without, withEvents, 'cpuMicros')),
    ]
  })
  return table(
    [
      'write',
      'requests/s with events',
      'without',
      'events cost, of the throughput (least and most round)',
      'CPU µs with events',
      'without',
      'events cost, of the CPU (least and most round)',
    ],
    rows,
  )
}

/** The ratio of one row to the other in each round, because both were measured under the same conditions. */
function shares(one: Row, other: Row, figure: keyof Figures): number[] {
  return one.rounds.flatMap((round, nth) =>
    other.rounds.slice(nth, nth + 1).map((beside) => round[figure] / beside[figure]),
  )
}

/** The median, and the range of the rounds. */
function cost(left: readonly number[]): string {
  const each = left.map((share) => 1 - share)
  return `${percent(median(each))} (${percent(Math.min(...each))} to ${percent(Math.max(...each))})`
}
