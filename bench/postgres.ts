import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { type Cluster, makeCluster } from '../test/postgres-cluster.ts'
import { freePort } from './ports.ts'
import { cpuSecondsOf } from './processes.ts'

/** The settings of a durable server: every commit waits for the disk. */
const OPTIONS = '-c shared_buffers=512MB -c max_wal_size=4GB -c max_connections=50'

export interface PostgresServer {
  cluster: Cluster
  /** The address of the database that always exists. */
  url: string
  /** The server's first process, the parent of all others. */
  pid: number
}

/** A server of our own on the core of this process and the load, because the other core is the subject's. */
export async function startPostgres(): Promise<PostgresServer> {
  const cluster = makeCluster()
  cluster.init('bench')
  const port = await freePort()
  cluster.start('bench', `-p ${port} ${OPTIONS}`)
  const url = `postgres://roster@127.0.0.1:${port}/postgres`
  return { cluster, url, pid: await firstProcess(url) }
}

/** Returns the address of an empty database. */
export async function createDatabase({ url }: PostgresServer, name: string): Promise<string> {
  await ask(url, `create database ${name}`)
  const created = new URL(url)
  created.pathname = name
  return created.href
}

/** The work that a server does on its own in its first idle minutes. */
export async function settle(databaseUrl: string): Promise<void> {
  await ask(databaseUrl, 'vacuum analyze')
  await ask(databaseUrl, 'checkpoint')
}

/** Processor time of all the server's running processes; processes that have ended are not counted. */
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

/** The parent of the process that serves a connection while it is open. */
async function firstProcess(url: string): Promise<number> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return parentOf(String(rows[0]?.pid))
  })
}

async function ask(url: string, statement: string): Promise<void> {
  await connected(url, (client) => client.query(statement))
}

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const value = await use(client)
  await client.end()
  return value
}
