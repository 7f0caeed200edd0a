import { randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { plant } from '../src/cli/seeding/plant.ts'
import { openDatabase } from '../src/db/database.ts'
import { baseSeed } from './base-seed.ts'

/** The time at which a test's clock is stopped. */
export const NOW = 1_700_000_000

/** The engine that this test run uses. */
export const engine = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite'

interface Fresh {
  url: string
  drop(): Promise<void>
}

let template: Promise<Fresh> | undefined

/** A database of the caller's own, with `baseSeed` in it: a copy of a template made once per test file. */
export async function freshDatabase(): Promise<Fresh> {
  template ??= makeTemplate()
  const { url } = await template
  return engine === 'postgres' ? copyPostgres(nameIn(url)) : copySqlite(url)
}

/** An empty database of the caller's own. */
export async function emptyDatabase(): Promise<Fresh> {
  return engine === 'postgres' ? copyPostgres('template1') : emptySqlite()
}

async function makeTemplate(): Promise<Fresh> {
  const fresh = await emptyDatabase()
  const database = await openDatabase(fresh.url)
  await database.transaction(async (tx) => {
    await plant(tx, NOW - 1000, baseSeed)
    await tx.deleteFrom('outbox').execute()
  })
  await database.close()
  return fresh
}

async function emptySqlite(): Promise<Fresh> {
  const folder = await mkdtemp(join(inject('temporaryFolder'), 'database-'))
  return { url: `sqlite:${join(folder, 'roster.db')}`, drop: () => rm(folder, { recursive: true }) }
}

async function copySqlite(url: string): Promise<Fresh> {
  const fresh = await emptySqlite()
  await copyFile(url.slice('sqlite:'.length), fresh.url.slice('sqlite:'.length))
  return fresh
}

async function copyPostgres(templateName: string): Promise<Fresh> {
  const server = inject('postgresUrl')
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await administer(server, `create database ${name} template ${templateName}`)
  return { url: `${server}/${name}`, drop: () => administer(server, `drop database ${name} with (force)`) }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** The name of the database at `url`. */
export function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}
