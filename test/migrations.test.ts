import { sql } from 'kysely'
import { test as base, expect } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { UnusableDatabase } from '../src/db/errors.ts'
import { migrations } from '../src/db/migrations/index.ts'
import { version } from '../src/version.ts'
import { emptyDatabase } from './databases.ts'

const names = migrations.map(({ name }) => name)

const test = base.extend<{ url: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  url: async ({}, use) => {
    const fresh = await emptyDatabase()
    await use(fresh.url)
    await fresh.drop()
  },
})

test('opening an empty database runs every migration, and opening it again runs none', async ({ url }) => {
  const first = await openDatabase(url)
  await first.close()
  const second = await openDatabase(url)
  await second.close()

  expect(first.migrated).toEqual(names)
  expect(second.migrated).toEqual([])
})

test('when many open an empty database at once, one migrates it and all can use it', async ({ url }) => {
  const databases = await Promise.all(Array.from({ length: 4 }, () => openDatabase(url)))

  const stores = await Promise.all(databases.map(({ db }) => db.selectFrom('store').selectAll().execute()))
  for (const database of databases) await database.close()
  expect(databases.flatMap(({ migrated }) => migrated)).toEqual(names)
  expect(stores).toEqual([[], [], [], []])
})

test('a database that a later Roster has migrated is refused with the version it needs', async ({ url }) => {
  const database = await openDatabase(url)
  await database.transaction((tx) =>
    sql`insert into migration (version, name, program) values (1000, 'later', '9.8.7')`.execute(tx),
  )
  await database.close()

  const refused = await openDatabase(url).catch((error: unknown) => error)

  expect(refused).toBeInstanceOf(UnusableDatabase)
  expect(refused).toHaveProperty(
    'message',
    `The database was migrated by Roster 9.8.7 to schema 1000, and this is Roster ${version}, ` +
      `which knows schema ${migrations.length}: start Roster 9.8.7 or later.`,
  )
})
