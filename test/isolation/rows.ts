import { sql } from 'kysely'
import type { App } from '../harness.ts'

/** Every row that belongs to a store, by the store's number, as text that begins with its table. */
export async function rowsOf({ database }: App): Promise<Map<number, string[]>> {
  const rows = []
  for (const table of await tablesOf(database.db)) {
    const found = await sql<Row>`select * from ${sql.table(table)}`.execute(database.db)
    rows.push(
      ...found.rows.map((row) => ({ storeId: row.store_id, text: `${table} ${JSON.stringify(row)}` })),
    )
  }
  const byStore = Map.groupBy(rows, ({ storeId }) => storeId)
  return new Map([...byStore].map(([storeId, own]) => [storeId, own.map(({ text }) => text).toSorted()]))
}

/** The tables whose rows belong to a store. */
export async function tablesOf(db: App['database']['db']): Promise<string[]> {
  const tables = await db.introspection.getTables()
  return tables
    .filter(({ columns }) => columns.some(({ name }) => name === 'store_id'))
    .map(({ name }) => name)
}

interface Row {
  store_id: number
}
