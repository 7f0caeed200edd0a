import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { type ForeignKey, type Index, listForeignKeys, listIndexes } from './catalogue.ts'
import { engine } from './databases.ts'
import { test } from './harness.ts'

/** Unique keys that do not begin with the store. */
const WITHOUT_STORE = new Set([
  // A caller names a store by its hash before anything else about it is known.
  'store store_hash',
  // It belongs to the database and not to a store.
  'migration version',
  // All stores share one turn.
  'webhook_sender id',
])

/** The tables that an engine searches text in, which differ between engines. */
const SEARCH = /_search(_|$)/

test('every key begins with the store', async ({ app }) => {
  const indexes = await listIndexes(app.database.db)

  const keys = indexes
    .filter(({ unique, table }) => unique && !SEARCH.test(table))
    .filter((key) => !WITHOUT_STORE.has(nameOf(key)))

  expect(keys.length).toBeGreaterThan(20)
  expect(
    keys.filter((key) => !startsWithStore(key.columns) && !isRowNumber(key, indexes)).map(nameOf),
  ).toEqual([])
})

test('every foreign key stays within the store', async ({ app }) => {
  const foreignKeys = await listForeignKeys(app.database.db)

  const leaving = foreignKeys.filter(
    (key) => !startsWithStore(key.columns) || !startsWithStore(key.parentColumns),
  )

  expect(foreignKeys.length).toBeGreaterThan(20)
  expect(leaving.map(nameOf)).toEqual([])
})

test('every foreign key has an index, so that deleting a referenced row does not scan the table', async ({
  app,
}) => {
  const { db } = app.database
  const indexes = await listIndexes(db)

  const unserved = (await listForeignKeys(db)).filter((key) => !indexes.some((index) => serves(index, key)))

  expect(unserved.map(nameOf)).toEqual([])
})

test('the tables have the columns that the program expects', async ({ app }) => {
  const tables = await app.database.db.introspection.getTables()

  const columns = tables
    .filter(({ name }) => name !== 'migration' && !SEARCH.test(name))
    .map(({ name, columns }) => [
      name,
      columns
        .map(
          (column) =>
            `${column.name}: ${/text/i.test(column.dataType) ? 'string' : 'number'}${column.isNullable && !column.isAutoIncrementing ? ' | null' : ''}`,
        )
        .toSorted(),
    ])

  expect(Object.fromEntries(columns)).toEqual(declaredTables())
})

/** The columns of the table interfaces, with literals and unit types reduced to string and number. */
function declaredTables(): Record<string, string[]> {
  const files = [
    'schema.ts',
    'tables/store.ts',
    'tables/companies.ts',
    'tables/people.ts',
    'tables/webhooks.ts',
  ]
  const source = files
    .map((file) => readFileSync(new URL(`../src/db/${file}`, import.meta.url), 'utf8'))
    .join('')
  const interfaces = new Map<string, string[]>()
  for (const [, name = '', body = ''] of source.matchAll(/interface (\w+) \{\n(.*?)\n\}/gs)) {
    const members = [...body.matchAll(/^ {2}(\w+): (.+)$/gm)]
    interfaces.set(
      name,
      members.map(([, member, type = '']) => `${member}: ${type}`),
    )
  }
  return Object.fromEntries(
    (interfaces.get('Tables') ?? [])
      .filter((member) => !/_search:/.test(member))
      .map((member) => {
        const [table = '', type = ''] = member.split(': ')
        return [table, (interfaces.get(type) ?? []).map(plain).toSorted()]
      }),
  )
}

function plain(member: string): string {
  return member
    .replace(/: Generated<number>/, ': number')
    .replace(/UnixSeconds|Flag/, 'number')
    .replace(/'\w+'( \| '\w+')*/, 'string')
}

function nameOf({ table, columns }: Index | ForeignKey): string {
  return `${table} ${columns}`
}

function startsWithStore(columns: string): boolean {
  return columns === 'store_id' || columns.startsWith('store_id,')
}

/** SQLite has a primary key on the row number alone, beside the store's unique key. */
function isRowNumber({ table, columns }: Index, indexes: readonly Index[]): boolean {
  const doubled = indexes.some((other) => other.unique && nameOf(other) === `${table} store_id,${columns}`)
  return engine === 'sqlite' && doubled
}

/** A row with a null column references nothing, so an index may leave it out. */
function serves(index: Index, key: ForeignKey): boolean {
  const last = key.columns.split(',').at(-1)
  const whole =
    index.where === null || index.where.replaceAll(/[()]/g, '').toLowerCase() === `${last} is not null`
  return index.table === key.table && whole && `${index.columns},`.startsWith(`${key.columns},`)
}
