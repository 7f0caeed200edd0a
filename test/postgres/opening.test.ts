import { randomUUID } from 'node:crypto'
import { test as base, expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { UnusableDatabase } from '../../src/db/errors.ts'
import { migrations } from '../../src/db/migrations/index.ts'
import { emptyDatabase, nameIn } from '../databases.ts'
import { asAdministrator, execute } from './administrator.ts'

const test = base.extend<{ url: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  url: async ({}, use) => {
    const fresh = await emptyDatabase()
    await use(fresh.url)
    await fresh.drop()
  },
})

test('an unreadable address is refused', async () => {
  expect(await refusalOf('postgres://roster:secret@[bad/roster')).toBe(
    'The address of the database cannot be read (Invalid URL): write postgres://user:password@host:port/name, ' +
      'with special characters percent-encoded.',
  )
})

test('a server that does not answer is named', async () => {
  expect(await refusalOf('postgres://roster:secret@127.0.0.1:1/roster')).toBe(
    'The PostgreSQL database "roster" at 127.0.0.1:1 cannot be used (connect ECONNREFUSED 127.0.0.1:1): ' +
      'start the server, or correct its address.',
  )
})

test('a database that does not exist is named', async ({ url }) => {
  const elsewhere = changed(url, { pathname: '/nowhere' })

  expect(await refusalOf(elsewhere)).toBe(
    `The PostgreSQL database "nowhere" at ${new URL(url).host} cannot be used (database "nowhere" does not exist): ` +
      'create it, or correct its name.',
  )
})

test('a user whose login fails is named', async ({ url }) => {
  expect(await refusalOf(changed(url, { username: 'nobody', password: 'secret' }))).toBe(
    `The PostgreSQL database "${nameIn(url)}" at ${new URL(url).host} cannot be used (role "nobody" does not exist): ` +
      'correct the user name or the password.',
  )
})

test('a user who may not create tables is told which permission is needed', async ({ url }) => {
  const guest = `guest_${randomUUID().replaceAll('-', '')}`
  await asAdministrator(`create role ${guest} login`)

  const refusal = await refusalOf(changed(url, { username: guest }))

  await asAdministrator(`drop role ${guest}`)
  expect(refusal).toBe(
    `The PostgreSQL database "${nameIn(url)}" at ${new URL(url).host} cannot be used (permission denied for schema public): ` +
      'let this user create tables in it.',
  )
})

test('a read-only server is distinguished from one that accepts writes', async ({ url }) => {
  expect(await refusalOf(changed(url, { search: '?options=-c%20default_transaction_read_only%3Don' }))).toBe(
    `The PostgreSQL database "${nameIn(url)}" at ${new URL(url).host} cannot be used ` +
      '(it takes no writes): give the address of the server that takes writes, or promote this one.',
  )
})

test('when many find the tables outdated at once, one migrates them', async ({ url }) => {
  await execute(
    url,
    'create table migration (version integer primary key, name text not null, program text not null)',
  )

  const databases = await Promise.all(Array.from({ length: 12 }, () => openDatabase(url)))

  for (const database of databases) await database.close()
  expect(databases.flatMap(({ migrated }) => migrated)).toEqual(migrations.map(({ name }) => name))
})

/** The sentence with which opening the database at `url` is refused. */
async function refusalOf(url: string): Promise<string> {
  const error = await openDatabase(url).catch((thrown: unknown) => thrown)
  return error instanceof UnusableDatabase ? error.message : `not refused: ${error}`
}

function changed(url: string, changes: Partial<URL>): string {
  return Object.assign(new URL(url), changes).href
}
