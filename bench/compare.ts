import type { ChildProcess } from 'node:child_process'
import type { Job } from './load.ts'
import { type Figures, measure, median, type Server, startLimit } from './measure.ts'
import { jsonServerWorks } from './peers/json-server-works.ts'
import type { PostgresServer } from './postgres.ts'
import { stop } from './processes.ts'
import { sample } from './sample.ts'
import type { Subject } from './subjects.ts'
import { warm } from './warm.ts'
import { type WorkName, whileWritten } from './works.ts'

const ROUND_MS = 1000
const WARM_UP_MS = 1500
/** Before each round, uncounted: the engine discards optimized code while the others have their turns. */
const LEAD_MS = 500
/** How many times larger or smaller than the sampled replies a reply may be. */
const SLACK = 2

/** The figures of one subject or of the limit. */
export interface Row {
  title: string
  /** Whether the row is of Roster. */
  ofRoster: boolean
  rounds: Figures[]
}

export interface Comparison {
  work: WorkName
  connections: number
  /** Size of the first subject's replies. */
  bytes: number
  limit: Row
  subjects: Row[]
}

/** What the jobs of a run share. */
export interface Run {
  load: ChildProcess
  rounds: number
  /** See `Wish`. */
  unheard: boolean
  /** A number that no other job of the run has. */
  nextSeed(): number
  /** Called with the number of calls that a subject has answered. */
  answered(subject: Subject, work: WorkName, calls: number): void
}

interface Contender extends Row {
  /** Size of a typical reply. */
  bytes: number
  server: Server
  job: Pick<Job, 'dialect' | 'amounts' | 'bytes' | 'port' | 'unheard'>
  postgres?: PostgresServer
  subject?: Subject
}

/**
 * Loads all subjects that can do a work, and the limit, in turn, so that a slow moment of the machine affects them all.
 * A subject whose replies take longer than a round is measured by its warm-up alone.
 */
export async function compare(
  run: Run,
  work: WorkName,
  connections: number,
  subjects: readonly Subject[],
): Promise<Comparison> {
  const contenders: Contender[] = []
  for (const subject of subjects) {
    if (canDo(subject, work)) contenders.push(await contender(run, subject, work))
  }
  const [first] = contenders
  if (!first) throw new Error(`Nobody can do ${work}.`)
  const { bytes } = first
  const limit = await limitOf(first)
  const all = [limit, ...contenders]
  const quick: Contender[] = []
  for (const each of all) {
    await warm(each.subject?.databaseUrl)
    const warmUp = await drive(run, each, { work, connections, ms: WARM_UP_MS })
    if (warmUp.p50Ms > ROUND_MS) each.rounds.push(warmUp)
    else quick.push(each)
  }
  for (let round = 0; round < run.rounds; round += 1) {
    for (const each of quick) {
      await drive(run, each, { work, connections, ms: LEAD_MS })
      each.rounds.push(await drive(run, each, { work, connections, ms: ROUND_MS }))
    }
  }
  await stop(limit.server.child)
  return { work, connections, bytes, limit, subjects: contenders }
}

async function drive(
  run: Run,
  { server, job, postgres, subject }: Contender,
  asked: Pick<Job, 'work' | 'connections' | 'ms'>,
): Promise<Figures> {
  const figures = await measure(run.load, server, { ...job, ...asked, seed: run.nextSeed() }, postgres)
  if (subject) {
    run.answered(subject, asked.work, figures.requests)
    run.answered(subject, 'PUT assignment', figures.writes)
  }
  return figures
}

async function contender(run: Run, subject: Subject, work: WorkName): Promise<Contender> {
  const { title, server, amounts, postgres } = subject
  const { unheard } = run
  const dialect = subject.kind === 'json-server' ? 'json-server' : 'roster'
  const sizes = await sample(server.port, { work, dialect, amounts, unheard, seed: run.nextSeed() })
  run.answered(subject, work, sizes.length)
  const range = { least: Math.min(...sizes) / SLACK, most: Math.max(...sizes) * SLACK }
  return {
    title,
    ofRoster: subject.databaseUrl !== undefined,
    rounds: [],
    bytes: median(sizes),
    server,
    subject,
    job: { dialect, amounts, unheard, port: server.port, bytes: range },
    ...(postgres && { postgres }),
  }
}

async function limitOf({ job, bytes }: Contender): Promise<Contender> {
  const server = await startLimit('http', bytes)
  return {
    title: 'the limit',
    ofRoster: false,
    rounds: [],
    bytes,
    server,
    job: { ...job, port: server.port, bytes: { least: bytes, most: bytes } },
  }
}

/** json-server knows only tables, and Prism is only measured on what people mock an API for. */
function canDo({ kind }: Subject, work: WorkName): boolean {
  if (kind === 'json-server') return work in jsonServerWorks
  return kind !== 'prism' || !rosterAlone.has(work)
}

const rosterAlone = new Set<WorkName>([
  ...whileWritten,
  'q over companies',
  'extra-field search',
  'hierarchy of 500',
  'explain',
])
