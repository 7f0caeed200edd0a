import { readdir } from 'node:fs/promises'
import pg from 'pg'
import { type Cluster, makeCluster } from '../test/postgres-cluster.ts'
import { freePort } from './ports.ts'
import { readProcess } from './processes.ts'

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

/** Processor time of the server's processes, those that have ended included. */
export async function databaseCpuSeconds({ pid }: PostgresServer): Promise<number> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const processes = await Promise.all(names.map((name) => readProcess(Number(name))))
  return processes.reduce((sum, process) => {
    if (process?.parent === pid) return sum + process.ownCpuSeconds
    return process?.pid === pid ? sum + process.ownCpuSeconds + process.endedCpuSeconds : sum
  }, 0)
}

/** The parent of the process that serves a connection while it is open. */
async function firstProcess(url: string): Promise<number> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const process = await readProcess(rows[0]?.pid)
    if (!process) throw new Error('The server runs on another machine.')
    return process.parent
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
