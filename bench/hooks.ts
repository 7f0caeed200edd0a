import { join } from 'node:path'
import { amountsOf } from './amounts.ts'
import { fill } from './data/fill.ts'
import { temporaryFolder } from './folder.ts'
import { quiet } from './hook.ts'
import { type Beside, type Kind, kinds, requestsBeside } from './hook-beside.ts'
import { type Changed, changesThrough } from './hook-through.ts'
import { percentile } from './load.ts'
import { machine } from './machine.ts'
import { median } from './measure.ts'
import { stop } from './processes.ts'
import { sandboxOn, startServer } from './startup.ts'
import { amount, decimals, table } from './table.ts'

const WARM_UP_MS = 3000
const THROUGH_MS = 10_000
/** Longer than the ten seconds after which Roster abandons a request to a receiver. */
const ROUND_MS = 12_000
const ROUNDS = 5
const TOLD_A_SECOND = 1000

const folder = temporaryFolder()
await bench()

/** How fast changes reach a receiver, and how hooks affect requests. */
async function bench(): Promise<void> {
  console.log(`${machine(folder)}\n`)
  const amounts = amountsOf(1)
  await fill(`sqlite:${join(folder, 'roster.db')}`, amounts)
  const server = await startServer(sandboxOn(folder))
  let changes = 0
  const changed: Changed = {
    server,
    amounts,
    count(more) {
      changes += more
      return changes - more
    },
  }

  await changesThrough(changed, TOLD_A_SECOND, WARM_UP_MS)
  await quiet(server)
  const through = await changesThrough(changed, TOLD_A_SECOND, THROUGH_MS)
  console.log(throughTable(through))
  await quiet(server)

  const rounds = new Map<Kind, Beside[]>(kinds.map((kind) => [kind, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    // In alternating order, so that no kind always follows the same one.
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      rounds.get(kind)?.push(await requestsBeside(kind, changed, ROUND_MS))
      await quiet(server)
      process.stderr.write('.')
    }
  }
  process.stderr.write('\n')
  await stop(server.child)
  console.log(`\n${besideTable(rounds)}`)
}

function throughTable(lagsMs: Float64Array): string {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => `${decimals(percentile(lagsMs, share))} ms`)
  return table(
    ['changes', 'arrived', 'from commit to receipt, p50', 'p99', 'most'],
    [[`${amount(TOLD_A_SECOND)}/s`, amount(lagsMs.length), p50 ?? '', p99 ?? '', most ?? '']],
  )
}

function besideTable(rounds: ReadonlyMap<Kind, readonly Beside[]>): string {
  return table(
    ['hook', 'changes, p50 ms', 'p99 ms', 'reads, p50 ms', 'p99 ms'],
    [...rounds].map(([kind, each]) => [
      kind,
      spread(each.map(({ changes }) => percentile(changes, 0.5))),
      spread(each.map(({ changes }) => percentile(changes, 0.99))),
      spread(each.map(({ reads }) => percentile(reads, 0.5))),
      spread(each.map(({ reads }) => percentile(reads, 0.99))),
    ]),
  )
}

/** The median of the rounds, with the minimum and the maximum. */
function spread(rounds: readonly number[]): string {
  return `${decimals(median(rounds))} (${decimals(Math.min(...rounds))} to ${decimals(Math.max(...rounds))})`
}
