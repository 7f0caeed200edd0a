import type { Amounts } from './amounts.ts'
import { jsonServerWorks } from './peers/json-server-works.ts'
import { seeded } from './random.ts'
import { type Call, LANES, type Maker, type Source, type WorkName, works } from './works.ts'

/** A work, the dialect it is requested in, and the amount of data. */
export interface Wish {
  work: WorkName
  dialect: 'roster' | 'json-server'
  amounts: Amounts
  /** Makes these draws differ from all others of the run. */
  seed: number
  /** Makes every read unique, so that none is answered from memory. */
  unheard: boolean
}

/** The calls of a connection, one by one. */
export function callsOf(wish: Wish, lane: number): () => Call {
  const source = sourceOf(wish, lane)
  const next = makerOf(wish)(source)
  let nth = 0
  return () => {
    const call = next()
    if (!wish.unheard || call.method !== 'GET') return call
    nth += 1
    // A parameter without meaning.
    return { ...call, path: `${call.path}${call.path.includes('?') ? '&' : '?'}n=${source.name}x${nth}` }
  }
}

function makerOf({ dialect, work }: Wish): Maker {
  const maker = dialect === 'roster' ? works[work] : jsonServerWorks[work]
  if (!maker) throw new Error(`${dialect} has no words for ${work}.`)
  return maker
}

export function sourceOf({ amounts, seed }: Pick<Wish, 'amounts' | 'seed'>, lane: number): Source {
  return { draw: seeded(seed * LANES + lane), amounts, lane, name: `${seed}x${lane}` }
}
