import { sql } from 'kysely'
import { ROWS_A_STEP } from './parts.ts'
import type { Db, Tx } from './schema.ts'

/** Whose `search_key` is searched. */
const searchedTables = ['company', 'b2b_user', 'extra_field_value'] as const

/** For SQLite: a trigram index over `search_key`, without a copy of the texts. Triggers keep it up to date. */
export function trigramTable(table: string): string[] {
  const name = `${table}_search`
  const added = `insert into ${name} (rowid, search_key) values (new.id, new.search_key)`
  const removed = `insert into ${name} (${name}, rowid, search_key) values ('delete', old.id, old.search_key)`
  return [
    `create virtual table ${name} using fts5(search_key, content='${table}', content_rowid='id', tokenize='trigram')`,
    `create trigger ${name}_insert after insert on ${table} begin ${added}; end`,
    `create trigger ${name}_delete after delete on ${table} begin ${removed}; end`,
    `create trigger ${name}_update after update of search_key on ${table} begin ${removed}; ${added}; end`,
  ]
}

/**
 * For SQLite, after `trigramTable`: a new text waits in a queue, which a search reads row by row, until it is indexed
 * together with others. A text that is changed or deleted leaves the index at once, because that takes the old text.
 */
export function queuedTrigramTable(table: string): string[] {
  const name = `${table}_search`
  const [index, queue] = [`${name}_index`, `${name}_queue`]
  const added = `insert into ${queue} (id) values (new.id)`
  const unqueued = `delete from ${queue} where id = old.id`
  const removed = `insert into ${index} (${index}, rowid, search_key) select 'delete', old.id, old.search_key
    where not exists (select 1 from ${queue} where id = old.id)`
  return [
    ...['insert', 'delete', 'update'].map((event) => `drop trigger ${name}_${event}`),
    `alter table ${name} rename to ${index}`,
    // Two segments of a size are merged: a search reads each segment.
    ...['automerge', 'usermerge'].map(
      (option) => `insert into ${index} (${index}, rank) values ('${option}', 2)`,
    ),
    `create table ${queue} (id integer primary key)`,
    `create view ${name} (rowid, search_key) as select rowid, search_key from ${index}
      union all select ${table}.id, ${table}.search_key from ${queue} cross join ${table} on ${table}.id = ${queue}.id`,
    `create trigger ${name}_insert after insert on ${table} begin ${added}; end`,
    `create trigger ${name}_delete after delete on ${table} begin ${removed}; ${unqueued}; end`,
    `create trigger ${name}_update after update of search_key on ${table} when new.search_key <> old.search_key
      begin ${removed}; ${unqueued}; ${added}; end`,
  ]
}

/** How much of the index is merged each time, in pages of about 4 KB. */
const MERGED_PAGES = 8

/** For SQLite: whether texts wait to be indexed. */
export async function hasQueuedTexts(db: Db): Promise<boolean> {
  for (const table of searchedTables) {
    const { rows } = await sql`select 1 from ${queueOf(table)} limit 1`.execute(db)
    if (rows.length > 0) return true
  }
  return false
}

/** For SQLite: indexes some of the texts that wait, the oldest first. */
export async function indexQueuedTexts(tx: Tx): Promise<void> {
  for (const table of searchedTables) {
    const index = sql.table(`${table}_search_index`)
    const some = sql`select id from ${queueOf(table)} order by id limit ${sql.lit(ROWS_A_STEP)}`
    await sql`insert into ${index} (rowid, search_key)
      select id, search_key from ${sql.table(table)} where id in (${some})`.execute(tx)
    await sql`delete from ${queueOf(table)} where id in (${some})`.execute(tx)
    await sql`insert into ${index} (${index}, rank) values ('merge', ${sql.lit(MERGED_PAGES)})`.execute(tx)
  }
}

/** For PostgreSQL: a view of the rows, with a trigram index where the server has the extension for it. */
export function trigramIndex(table: string): string[] {
  return [
    `create view ${table}_search as select id as rowid, search_key from ${table}`,
    `do $$ begin
      create extension if not exists pg_trgm;
    exception when others then
      raise notice 'Searching goes without pg_trgm.';
    end $$`,
    `do $$ begin
      if exists (select from pg_extension where extname = 'pg_trgm') then
        create index ${table}_search_key on ${table} using gin (search_key gin_trgm_ops);
      end if;
    end $$`,
  ]
}

function queueOf(table: string) {
  return sql.table(`${table}_search_queue`)
}
