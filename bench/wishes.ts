import type { Amounts } from './amounts.ts'
import { jsonServerWorks } from './peers/json-server-works.ts'
import { seeded } from './random.ts'
import { LANES, type Maker, type Source, type WorkName, works } from './works.ts'

/** What is asked for, in whose words, over how much data. */
export interface Wish {
  work: WorkName
  dialect: 'roster' | 'json-server'
  amounts: Amounts
  /** Makes these draws differ from all others of the run. */
  seed: number
}

export function makerOf({ dialect, work }: Wish): Maker {
  const maker = dialect === 'roster' ? works[work] : jsonServerWorks[work]
  if (!maker) throw new Error(`${dialect} has no words for ${work}.`)
  return maker
}

export function sourceOf({ amounts, seed }: Wish, lane: number): Source {
  return { draw: seeded(seed * LANES + lane), amounts, lane, name: `${seed}x${lane}` }
}
