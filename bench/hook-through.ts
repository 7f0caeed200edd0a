import { performance } from 'node:perf_hooks'
import type { Amounts } from './amounts.ts'
import { arrive } from './arrivals.ts'
import { changedBy, changeOf, hook, until } from './hook.ts'
import type { Server } from './measure.ts'
import { startReceiver } from './receivers.ts'

/** A server with a store whose companies can be changed. */
export interface Changed {
  server: Server
  amounts: Amounts
  /** Reserves numbers for that many changes and returns the first. */
  count(changes: number): number
}

/**
 * Changes companies at a constant rate, each once, while a hook sends the changes to a receiver that replies at once.
 * Returns the milliseconds from each reply to its delivery, sorted. Rejects unless every change is delivered.
 */
export async function changesThrough(
  { server, amounts, count }: Changed,
  perSecond: number,
  ms: number,
): Promise<Float64Array> {
  const total = Math.round((perSecond * ms) / 1000)
  if (total > amounts.companies) throw new Error('There are fewer companies than changes.')
  const first = count(total)
  const answeredAt = new Map<number, number>()
  const receivedAt = new Map<number, number>()
  await using receiver = await startReceiver((companyId) => {
    if (!receivedAt.has(companyId)) receivedAt.set(companyId, performance.now())
  })
  await using _hook = await hook(server, receiver.destination)
  await arrive({
    port: server.port,
    perSecond,
    ms,
    callOf: (nth) => changeOf(first + nth, amounts),
    answered: (nth) => answeredAt.set(changedBy(first + nth, amounts), performance.now()),
  })
  await until('not all changes were told', () => receivedAt.size === total)
  return Float64Array.from(
    answeredAt,
    ([companyId, at]) => (receivedAt.get(companyId) ?? Number.NaN) - at,
  ).sort()
}
