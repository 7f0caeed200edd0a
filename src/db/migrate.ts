import { sql } from 'kysely'
import { UnusableDatabase } from './errors.ts'
import { migrations } from './migrations/index.ts'
import type { Tx } from './schema.ts'

/** The parts of migrations in which the engines differ. */
export interface Ddl {
  /** Type of an integer column that the engine numbers; it never uses a number twice. */
  serial: string
  /** The primary or unique key over `columns`, the last of which is a `serial` one. */
  serialKey(columns: string): string
  /** Makes `<table>_search (rowid, search_key)`, which finds parts of `search_key` by an index. */
  textSearch(table: string): string[]
  /** Changes what `textSearch` made: texts wait in a queue until `Engine.indexTexts` takes them. */
  textSearchQueue(table: string): string[]
  /** Stands before `table` where its rows may be lost in a crash, so that writing them costs less. */
  unlogged: string
  /** Keeps other processes from migrating until the transaction ends. */
  lock?: string
}

export interface Migration {
  name: string
  statements(ddl: Ddl): string[]
}

interface Applied {
  version: number
  program: string
}

/**
 * Brings the tables up to date inside one transaction and answers the names of what it ran.
 *
 * @throws UnusableDatabase when a newer Roster has migrated it
 */
export async function migrate(tx: Tx, ddl: Ddl, program: string): Promise<string[]> {
  if (ddl.lock) await sql.raw(ddl.lock).execute(tx)
  await sql`create table if not exists migration (version integer primary key, name text not null, program text not null)`.execute(
    tx,
  )
  const { rows } =
    await sql<Applied>`select version, program from migration order by version desc limit 1`.execute(tx)
  const latest = rows[0] ?? { version: 0, program }
  if (latest.version > migrations.length) {
    throw new UnusableDatabase(
      `The database was migrated by Roster ${latest.program} to schema ${latest.version}, and this is Roster ${program}, ` +
        `which knows schema ${migrations.length}: start Roster ${latest.program} or later.`,
    )
  }
  const pending = migrations.slice(latest.version)
  for (const [index, { name, statements }] of pending.entries()) {
    for (const statement of statements(ddl)) await sql.raw(statement).execute(tx)
    const version = latest.version + index + 1
    await sql`insert into migration (version, name, program) values (${version}, ${name}, ${program})`.execute(
      tx,
    )
  }
  return pending.map(({ name }) => name)
}
