import type { ChildProcess } from 'node:child_process'
import type { Kind } from './limit.ts'
import type { Job, Load, Outcome } from './load.ts'
import { databaseCpuSeconds, type PostgresServer } from './postgres.ts'
import { answerOf, cpuSeconds, LOAD_CORE, SERVER_CORE, startPart, stop } from './processes.ts'

export interface Server {
  child: ChildProcess
  port: number
}

/** The figures of one server under one load. */
export interface Figures extends Load {
  cpuMicros: number
  /** Share of its core that the server used; far below 1 means that something else was the bottleneck. */
  serverBusy: number
  /** Processor time of the database's own processes per request. */
  databaseMicros: number
}

/** Sends a job to the load generator and measures what the server used for it. */
export async function measure(
  load: ChildProcess,
  { child }: Server,
  job: Job,
  postgres?: PostgresServer,
): Promise<Figures> {
  const used = async () => ({
    server: await cpuSeconds(child),
    database: postgres ? await databaseCpuSeconds(postgres) : 0,
  })
  const before = await used()
  const answered = answerOf(load)
  load.send(job)
  const outcome = outcomeOf(await answered)
  if ('failure' in outcome) throw new Error(outcome.failure)
  const after = await used()
  const { requests, perSecond } = outcome.load
  const seconds = after.server - before.server
  return {
    ...outcome.load,
    cpuMicros: (seconds / requests) * 1e6,
    serverBusy: (seconds * perSecond) / requests,
    databaseMicros: ((after.database - before.database) / requests) * 1e6,
  }
}

/** The requests a second that the load generator reaches with a server that does next to nothing. */
export async function ceiling(job: Omit<Job, 'port' | 'bytes'>): Promise<Figures> {
  const load = startLoad()
  const socket = await startLimit('socket', 500)
  const whole = { ...job, port: socket.port, bytes: { least: 500, most: 500 } }
  await measure(load, socket, whole)
  const most = await measure(load, socket, whole)
  await stop(socket.child)
  await stop(load)
  return most
}

export function startLoad(): ChildProcess {
  return startPart(LOAD_CORE, 'load.ts')
}

export async function startLimit(kind: Kind, bytes: number): Promise<Server> {
  const child = startPart(SERVER_CORE, 'limit.ts', kind, String(bytes))
  return { child, port: portOf(await answerOf(child)) }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Safe because `load.ts` answers every job with an outcome. */
function outcomeOf(message: unknown): Outcome {
  return message as Outcome
}

/** Safe because `limit.ts` sends nothing but its port. */
function portOf(message: unknown): number {
  return (message as { port: number }).port
}
