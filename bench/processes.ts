import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import description from '../package.json' with { type: 'json' }

/** Two cores, so that the server and the load do not compete for one. */
export const SERVER_CORE = 0
export const LOAD_CORE = 1

/** Whether processes are pinned to their core. This process is pinned to the load's core, and idle under load. */
export const pinned = spawnSync('taskset', ['-acp', String(LOAD_CORE), String(process.pid)]).status === 0

/** The folder of Roster itself. */
export const CHECKOUT = join(import.meta.dirname, '..')

const TICKS_A_SECOND = 100
const PATIENCE_MS = 15_000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

/** Starts a process of the benchmark itself, from `file` of this folder, with a message channel. */
export function startPart(core: number, file: string, ...args: string[]): ChildProcess {
  return start(core, [join(import.meta.dirname, file), ...args], ['ignore', 'inherit', 'inherit', 'ipc'])
}

/** Starts a program from a Node file, without its output. */
export function startFile(core: number, file: string, ...args: string[]): ChildProcess {
  return start(core, [file, ...args], ['ignore', 'ignore', 'inherit'])
}

/** Starts Roster's command line, like `npm run roster`, from the checkout in `folder`. */
export function startRoster(
  args: string[],
  env: Record<string, string> = {},
  folder = CHECKOUT,
): ChildProcess {
  const [, ...flags] = description.scripts.roster.split(' ')
  const file = flags.pop() ?? ''
  return start(SERVER_CORE, [...flags, join(folder, file), ...args], ['ignore', 'ignore', 'inherit'], env)
}

/** Processes that are still running at the end are killed. */
function start(core: number, args: string[], stdio: StdioOptions, env: Record<string, string> = {}) {
  const [program = '', ...rest] = [...onCore(core), process.execPath, ...args]
  const child = spawn(program, rest, { stdio, env: { ...process.env, ...env } })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

function onCore(core: number): string[] {
  return pinned ? ['taskset', '-c', String(core)] : []
}

/** The next message of a part. */
export async function answerOf(part: ChildProcess): Promise<unknown> {
  const heard = new AbortController()
  const { signal } = heard
  try {
    const ended = once(part, 'exit', { signal }).then(([code]) => {
      throw new Error(`A part of the benchmark ended with ${code}.`)
    })
    const [answer]: unknown[] = await Promise.race([once(part, 'message', { signal }), ended])
    return answer
  } finally {
    heard.abort()
  }
}

interface ProcessState {
  pid: number
  parent: number
  /** Processor time of all its threads so far. */
  ownCpuSeconds: number
  /** Of its children that have ended. */
  endedCpuSeconds: number
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const killing = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  await gone
  clearTimeout(killing)
}

/** Processor time of all its threads so far. */
export async function cpuSeconds({ pid }: ChildProcess): Promise<number> {
  const process = await readProcess(pid)
  if (!process) throw new Error(`The process ${pid} has ended.`)
  return process.ownCpuSeconds
}

/** What the kernel tells of a process of the machine; nothing when it has ended. */
export async function readProcess(pid: number | undefined): Promise<ProcessState | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (pid === undefined || stat === undefined) return undefined
  // The name in parentheses may contain blanks. The parent is the second field after it; user and system time are
  // the 12th and 13th, and those of children that have ended the 14th and 15th.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [, parent = 0] = fields
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11)
  return {
    pid,
    parent,
    ownCpuSeconds: (user + system) / TICKS_A_SECOND,
    endedCpuSeconds: (endedUser + endedSystem) / TICKS_A_SECOND,
  }
}

/** Resident memory in MB. */
export async function residentMb(child: ChildProcess): Promise<number> {
  return memoryMb(child, /VmRSS:\s+(\d+)/)
}

/** The peak of resident memory. */
export async function peakMb(child: ChildProcess): Promise<number> {
  return memoryMb(child, /VmHWM:\s+(\d+)/)
}

async function memoryMb({ pid }: ChildProcess, line: RegExp): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(line.exec(status)?.[1]) / 1024
}

/** Milliseconds from `startedAt` until a server answers 200. */
export async function firstAnswer(
  child: ChildProcess,
  url: string,
  headers: Record<string, string>,
  startedAt: number,
): Promise<number> {
  let status = 0
  while (status !== 200) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`No answer from ${url}: ${status}`)
    status = await statusOf(url, headers)
  }
  return performance.now() - startedAt
}

/** 0 when nothing listens yet. */
async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  try {
    const response = await fetch(url, { headers })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}
