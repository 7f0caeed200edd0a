import type { Amounts } from './amounts.ts'
import { jsonServerWorks } from './peers/json-server-works.ts'
import { seeded } from './random.ts'
import { type Call, LANES, type Maker, type Source, type WorkName, works } from './works.ts'

/** What is asked for, in whose words, over how much data. */
export interface Wish {
  work: WorkName
  dialect: 'roster' | 'json-server'
  amounts: Amounts
  /** Makes these draws differ from all others of the run. */
  seed: number
  /** Asks for nothing twice, so that no answer is at hand from before. */
  unheard: boolean
}

/** What a connection asks for, call after call. */
export function callsOf(wish: Wish, lane: number): () => Call {
  const source = sourceOf(wish, lane)
  const next = makerOf(wish)(source)
  let nth = 0
  return () => {
    const call = next()
    if (!wish.unheard || call.method !== 'GET') return call
    nth += 1
    // A parameter that means nothing.
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
