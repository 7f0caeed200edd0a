import type { ChildProcess } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { median, type Server } from './measure.ts'
import { freePort } from './ports.ts'
import { cpuSeconds, firstAnswer, residentMb, startRoster, stop } from './processes.ts'
import { headers } from './works.ts'

const STARTS = 5
const IDLE_MS = 1000

export interface Startup {
  /** Milliseconds from the start of the process to the first 200 of a call that needs a token and the database. */
  firstAnswerMs: number
  /** Processor time until then, which depends less on other work on the machine. */
  cpuMs: number
  idleMb: number
}

/** The figures of a start, as medians of several starts. */
export async function startups(launch: (port: number) => ChildProcess): Promise<Startup> {
  const times: number[] = []
  const cpu: number[] = []
  const sizes: number[] = []
  for (let nth = 0; nth < STARTS; nth += 1) {
    const { child, ms } = await startServer(launch)
    times.push(ms)
    cpu.push((await cpuSeconds(child)) * 1000)
    await setTimeout(IDLE_MS)
    sizes.push(await residentMb(child))
    await stop(child)
  }
  return { firstAnswerMs: median(times), cpuMs: median(cpu), idleMb: median(sizes) }
}

export async function startServer(launch: (port: number) => ChildProcess): Promise<Server & { ms: number }> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = launch(port)
  const ms = await firstAnswer(child, `http://127.0.0.1:${port}/api/v3/io/sales-staffs`, headers, startedAt)
  return { child, port, ms }
}

/** `roster dev`, which creates its temporary folder in `folder`. */
export function sandbox(folder: string, env: Record<string, string> = {}) {
  return (port: number): ChildProcess =>
    startRoster(['dev', '--port', String(port), '--seed', 'demo'], { ...env, TMPDIR: folder })
}

/** `roster dev` on the data in `folder`. */
export function sandboxOn(folder: string) {
  return (port: number): ChildProcess => startRoster(['dev', '--port', String(port), '--data', folder])
}

/** A start as after `npm ci`, without the compile cache of an earlier start. */
export function firstSandbox(folder: string) {
  return sandbox(folder, { NODE_DISABLE_COMPILE_CACHE: '1' })
}

/** `roster serve` from the checkout in `folder`. */
export function production(databaseUrl: string, folder?: string) {
  return (port: number): ChildProcess =>
    startRoster(
      ['serve'],
      { ROSTER_DATABASE_URL: databaseUrl, ROSTER_HOST: '127.0.0.1', ROSTER_PORT: String(port) },
      folder,
    )
}
