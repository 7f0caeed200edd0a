import { randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'

/** The time at which a test's clock is stopped. */
export const NOW = 1_700_000_000

/** The engine that this test run uses. */
export const engine = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite'

interface Fresh {
  url: string
  drop(): Promise<void>
}

/** A database of the caller's own, with `baseSeed` in it. */
export async function freshDatabase(): Promise<Fresh> {
  const url = inject('templateUrl')
  return engine === 'postgres' ? copyPostgres(nameIn(url)) : copySqlite(url)
}

/** An empty database of the caller's own. */
export async function emptyDatabase(): Promise<Fresh> {
  return engine === 'postgres' ? copyPostgres('template1') : emptySqlite()
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
  await administer(server, `create database ${name} template ${templateName} strategy file_copy`)
  return { url: `${server}/${name}`, drop: () => administer(server, `drop database ${name} with (force)`) }
}

/** Runs a statement that is about a PostgreSQL server as a whole. */
export async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** The name of the database at `url`. */
export function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}
