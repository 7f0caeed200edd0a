import type { ChildProcess } from 'node:child_process'
import type { Kind } from './limit.ts'
import type { Job, Load, Outcome } from './load.ts'
import { answerOf, cpuSeconds, LOAD_CORE, SERVER_CORE, startPart, stop } from './processes.ts'
import { seeded } from './random.ts'
import { headers, type WorkName, works } from './works.ts'

const ROUNDS = 7
const ROUND_MS = 2000
const WARM_UP_MS = 3000
const SAMPLES = 400
const SLACK = 0.1

export interface Server {
  child: ChildProcess
  port: number
}

/** What one server did under one load. */
export interface Figures extends Load {
  cpuMicros: number
  /** Share of its core that the server used; far under 1 means that something else held it back. */
  serverBusy: number
}

export interface Comparison {
  work: WorkName
  bytes: number
  roster: Figures[]
  limit: Figures[]
  /** Requests that Roster answered in all, with those before the rounds. */
  requests: number
}

/** Roster and its limit under the same load, in turn, so that both have the same share of a bad moment. */
export async function compare(roster: Server, work: WorkName): Promise<Comparison> {
  const sizes = await sample(roster, work)
  const bytes = median(sizes)
  const load = startPart(LOAD_CORE, 'load.ts')
  const limit = await startLimit('http', bytes)
  let seed = 0
  const drive = async (server: Server, ms: number) => {
    seed += 1
    const slack = { least: Math.floor(bytes * (1 - SLACK)), most: Math.ceil(bytes * (1 + SLACK)) }
    return figures(load, server, { port: server.port, work, ms, seed, bytes: slack })
  }
  const warmUp = await drive(roster, WARM_UP_MS)
  await drive(limit, WARM_UP_MS)
  const comparison: Comparison = {
    work,
    bytes,
    roster: [],
    limit: [],
    requests: sizes.length + warmUp.requests,
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    comparison.roster.push(await drive(roster, ROUND_MS))
    comparison.limit.push(await drive(limit, ROUND_MS))
  }
  for (const { requests } of comparison.roster) comparison.requests += requests
  await stop(limit.child)
  await stop(load)
  return comparison
}

/** How many requests a second the load generator gets out of a server that does next to nothing. */
export async function ceiling(): Promise<Figures> {
  const load = startPart(LOAD_CORE, 'load.ts')
  const socket = await startLimit('socket', 500)
  const job = {
    port: socket.port,
    work: 'get one',
    ms: WARM_UP_MS,
    seed: 0,
    bytes: { least: 500, most: 500 },
  } as const
  await figures(load, socket, job)
  const most = await figures(load, socket, job)
  await stop(socket.child)
  await stop(load)
  return most
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The sizes of answers whose content is what was asked for, so that nothing is measured that is not. */
async function sample({ port }: Server, work: WorkName): Promise<number[]> {
  const next = works[work](seeded(0), 0)
  const sizes: number[] = []
  while (sizes.length < SAMPLES) {
    const { method, path, body } = next()
    const json = body === '' ? {} : { body, headers: { ...headers, 'content-type': 'application/json' } }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...json })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${method} ${path} answers ${response.status}: ${text}`)
    sizes.push(Buffer.byteLength(text))
  }
  return sizes
}

async function figures(load: ChildProcess, { child }: Server, job: Job): Promise<Figures> {
  const before = await cpuSeconds(child)
  const answered = answerOf(load)
  load.send(job)
  const outcome = outcomeOf(await answered)
  if ('failure' in outcome) throw new Error(outcome.failure)
  const seconds = (await cpuSeconds(child)) - before
  const { requests, perSecond } = outcome.load
  return {
    ...outcome.load,
    cpuMicros: (seconds / requests) * 1e6,
    serverBusy: (seconds * perSecond) / requests,
  }
}

async function startLimit(kind: Kind, bytes: number): Promise<Server> {
  const child = startPart(SERVER_CORE, 'limit.ts', kind, String(bytes))
  return { child, port: portOf(await answerOf(child)) }
}

/** Safe because `load.ts` answers every job with one. */
function outcomeOf(message: unknown): Outcome {
  return message as Outcome
}

/** Safe because `limit.ts` says nothing but its port. */
function portOf(message: unknown): number {
  return (message as { port: number }).port
}
