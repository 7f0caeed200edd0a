import type { TestProject } from 'vitest/node'
import { freePort, makeCluster } from './postgres-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Names no database; `${postgresUrl}/postgres` is the one that always exists. */
    postgresUrl: string
  }
}

const CARELESS = '-c fsync=off -c synchronous_commit=off -c full_page_writes=off'

/** Starts one temporary PostgreSQL server for the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = makeCluster()
  const port = await freePort()
  cluster.init('data')
  cluster.start('data', `-p ${port} -N 200 -B 64MB ${CARELESS}`)
  project.provide('postgresUrl', `postgres://roster@127.0.0.1:${port}`)
  return () => cluster.remove()
}
