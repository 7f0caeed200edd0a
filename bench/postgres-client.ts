import type { ChildProcess } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import type { Started } from './postgres.ts'
import { answerOf, cpuSecondsOf, LOAD_CORE, startKeeper } from './processes.ts'

export interface PostgresServer extends Started {
  child: ChildProcess
}

/** A server of our own. The core of the load is its core: the other one is the subject's. */
export async function startPostgres(): Promise<PostgresServer> {
  const child = startKeeper(LOAD_CORE, 'postgres.ts')
  return { child, ...startedOf(await answerOf(child)) }
}

/** Answers the address of an empty database. */
export async function createDatabase({ url }: PostgresServer, name: string): Promise<string> {
  await ask(url, `create database ${name}`)
  const created = new URL(url)
  created.pathname = name
  return created.href
}

/** What a server does by itself in its first quiet minutes. */
export async function settle(databaseUrl: string): Promise<void> {
  await ask(databaseUrl, 'vacuum analyze')
  await ask(databaseUrl, 'checkpoint')
}

/** Processor time of all the server's processes so far; those that have ended are not counted. */
export async function databaseCpuSeconds({ pid }: PostgresServer): Promise<number> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const seconds = await Promise.all(
    processes.map(async (name) => ((await parentOf(name)) === pid ? cpuSecondsOf(Number(name)) : 0)),
  )
  return seconds.reduce((sum, each) => sum + each, 0)
}

/** 0 for a process that has ended meanwhile. */
async function parentOf(name: string): Promise<number> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** Safe because `postgres.ts` says nothing else. */
function startedOf(message: unknown): Started {
  return message as Started
}
