import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { plant } from '../src/cli/seeding/plant.ts'
import { openDatabase } from '../src/db/database.ts'
import { baseSeed } from './base-seed.ts'
import { administer, NOW } from './databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the database that tests get copies of. */
    templateUrl: string
  }
}

/** Creates, once for the run, a database with `baseSeed` on the project's engine. */
export async function setup(project: TestProject): Promise<void> {
  const url = await (project.name === 'postgres' ? onPostgres(project) : onSqlite(project))
  const database = await openDatabase(url)
  await database.transaction(async (tx) => {
    await plant(tx, NOW - 1000, baseSeed)
    await tx.deleteFrom('outbox').execute()
  })
  await database.close()
  project.provide('templateUrl', url)
}

async function onPostgres(project: TestProject): Promise<string> {
  const { postgresUrl } = project.getProvidedContext()
  await administer(postgresUrl, 'create database t_template')
  return `${postgresUrl}/t_template`
}

async function onSqlite(project: TestProject): Promise<string> {
  const folder = join(project.getProvidedContext().temporaryFolder, 'template')
  await mkdir(folder)
  return `sqlite:${join(folder, 'roster.db')}`
}
