import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test as base, expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { UnusableDatabase } from '../../src/db/errors.ts'

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'roster-test-'))
    await use(folder)
    await rm(folder, { recursive: true })
  },
})

const ADVICE = 'choose one that Roster may write to, on a disk with room.'

test('an address without a known engine is refused', async () => {
  for (const url of ['', 'roster.db', 'sqlite:', 'mysql://root:secret@127.0.0.1/roster']) {
    expect(await refusalOf(url)).toBe(
      'The address of the database cannot be read: write sqlite: and the path of a file, or ' +
        'postgres://user:password@host:port/name.',
    )
  }
})

test('a file that is not a database is refused and not changed', async ({ folder }) => {
  const path = join(folder, 'roster.db')
  await writeFile(path, 'A letter to a friend. '.repeat(100))

  expect(await refusalOf(`sqlite:${path}`)).toBe(
    `The database file ${path} cannot be used (file is not a database): ${ADVICE}`,
  )
  expect(await readFile(path, 'utf8')).toBe('A letter to a friend. '.repeat(100))
})

test('a folder in place of the file is refused', async ({ folder }) => {
  expect(await refusalOf(`sqlite:${folder}`)).toBe(
    `The database file ${folder} cannot be used (unable to open database file): ${ADVICE}`,
  )
})

test('a path through a file is refused', async ({ folder }) => {
  const file = join(folder, 'file')
  await writeFile(file, '')

  expect(await refusalOf(`sqlite:${join(file, 'roster.db')}`)).toMatch(
    /^The database file .*roster\.db cannot be used \(unable to open database file\): choose one that Roster may write to/,
  )
  expect(await refusalOf(`sqlite:${join(file, 'below', 'roster.db')}`)).toMatch(
    /^The database file .*roster\.db cannot be used \(ENOTDIR: .*\): choose one that Roster may write to/,
  )
})

test.runIf(process.platform === 'linux')('a folder that cannot be created is refused quickly', async () => {
  expect(await refusalOf('sqlite:/proc/roster/roster.db')).toMatch(
    /^The database file \/proc\/roster\/roster\.db cannot be used \(ENOENT: .*\): choose one that Roster may write to/,
  )
})

test('a missing folder is created', async ({ folder }) => {
  const database = await openDatabase(`sqlite:${join(folder, 'a', 'b', 'roster.db')}`)

  await database.close()
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['roster.db'])
})

test('a new database is readable by its owner only, and permissions that were widened are kept', async ({
  folder,
}) => {
  const path = join(folder, 'roster.db')
  const modes = async () => {
    const names = (await readdir(folder)).toSorted()
    return Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).mode & 0o777]))
  }

  const first = await openDatabase(`sqlite:${path}`, { claim: true })
  const made = await modes()
  await first.close()
  await chmod(path, 0o640)
  const second = await openDatabase(`sqlite:${path}`)
  const kept = (await stat(path)).mode & 0o777
  await second.close()

  expect(made.map(([name]) => name)).toEqual(
    expect.arrayContaining(['roster.db', 'roster.db-wal', 'roster.db.lock']),
  )
  expect(made.map(([, mode]) => mode)).toEqual(made.map(() => 0o600))
  expect(kept).toBe(0o640)
})

test('a second server on one folder is refused until the first has closed; opening it without a claim is allowed', async ({
  folder,
}) => {
  const url = `sqlite:${join(folder, 'roster.db')}`
  const first = await openDatabase(url, { claim: true })

  expect(await refusalOf(url, { claim: true })).toBe(
    `Another Roster is already running on ${folder}: stop it, or choose another folder.`,
  )
  await (await openDatabase(url)).close()
  await first.close()
  const third = await openDatabase(url, { claim: true })
  await third.close()
})

test('a file that another process writes to for long is refused', async ({ folder }) => {
  const path = join(folder, 'roster.db')
  await (await openDatabase(`sqlite:${path}`)).close()
  const other = new DatabaseSync(path)
  other.exec('begin immediate')

  const refusal = await refusalOf(`sqlite:${path}`)

  other.close()
  expect(refusal).toBe(
    `The database file ${path} cannot be used (database is locked): ` +
      'wait until the other process that writes to it is done.',
  )
})

/** The sentence with which opening the database at `url` is refused. */
async function refusalOf(url: string, opening?: { claim: boolean }): Promise<string> {
  const error = await openDatabase(url, opening).catch((thrown: unknown) => thrown)
  return error instanceof UnusableDatabase ? error.message : `not refused: ${error}`
}
