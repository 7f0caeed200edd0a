import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { TestProject } from 'vitest/node'
import { freePort, makeCluster } from './postgres-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Names no database; `${postgresUrl}/postgres` is the one that always exists. */
    postgresUrl: string
  }
}

const CARELESS = '-c fsync=off -c synchronous_commit=off -c full_page_writes=off'

/** Several times what a run of the tests takes. */
const NEEDED_BYTES = 4 * 2 ** 30

/** Starts one temporary PostgreSQL server for the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = makeCluster(quickFolder())
  const port = await freePort()
  cluster.init('data')
  cluster.start('data', `-p ${port} -N 200 -B 64MB ${CARELESS}`)
  project.provide('postgresUrl', `postgres://roster@127.0.0.1:${port}`)
  return () => cluster.remove()
}

/** Creating and dropping a database is some 600 files: several times as fast in memory, where that has room. */
function quickFolder(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > NEEDED_BYTES ? memory : tmpdir()
}
