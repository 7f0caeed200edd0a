import { arrive } from './arrivals.ts'
import { changeOf, hook, until } from './hook.ts'
import type { Changed } from './hook-through.ts'
import { startReceiver, startSilence } from './receivers.ts'
import { sourceOf } from './wishes.ts'
import { works } from './works.ts'

export const kinds = ['none', 'answers at once', 'never answers'] as const
export type Kind = (typeof kinds)[number]

/** Response times in milliseconds, sorted. */
export interface Beside {
  changes: Float64Array
  reads: Float64Array
}

/** Of changes and of reads. */
const PER_SECOND = 300

/** Sends changes and reads alternately at a constant rate, while a hook of that kind gets the changes. */
export async function requestsBeside(kind: Kind, changed: Changed, ms: number): Promise<Beside> {
  const total = Math.round((PER_SECOND * ms) / 1000)
  let heard = 0
  const hear = () => {
    heard += 1
  }
  await using ending = new AsyncDisposableStack()
  if (kind !== 'none') {
    const receiver = ending.use(await (kind === 'never answers' ? startSilence(hear) : startReceiver(hear)))
    ending.use(await hook(changed.server, receiver.destination))
  }
  const beside = await requests(changed, total, ms)
  if (kind === 'answers at once') await until('not all changes were told', () => heard >= total)
  if (kind === 'never answers' && heard === 0) throw new Error('Nothing was sent to the hook that hangs.')
  return beside
}

async function requests({ server, amounts, count }: Changed, total: number, ms: number): Promise<Beside> {
  const first = count(total)
  const read = works['get one'](sourceOf({ amounts, seed: first }, 0))
  const changes = new Float64Array(total)
  const reads = new Float64Array(total)
  const half = (nth: number) => Math.floor(nth / 2)
  await arrive({
    port: server.port,
    perSecond: 2 * PER_SECOND,
    ms,
    callOf: (nth) => (nth % 2 === 0 ? changeOf(first + half(nth), amounts) : read()),
    answered(nth, tookMs) {
      const kept = nth % 2 === 0 ? changes : reads
      kept[half(nth)] = tookMs
    },
  })
  return { changes: changes.sort(), reads: reads.sort() }
}
