import { sql } from 'kysely'
import type { Db } from '../src/db/schema.ts'
import { engine } from './databases.ts'

export interface Index {
  table: string
  /** In index order, separated by commas. */
  columns: string
  unique: boolean
  /** The condition of a partial index. */
  where: string | null
}

export interface ForeignKey {
  table: string
  columns: string
  parentColumns: string
}

/** Every index of the database, including primary keys and unique constraints. */
export async function listIndexes(db: Db): Promise<Index[]> {
  const query = engine === 'postgres' ? postgresIndexes : sqliteIndexes
  const { rows } = await query.execute(db)
  return rows.map((row) => ({ ...row, unique: Boolean(row.unique) }))
}

export async function listForeignKeys(db: Db): Promise<ForeignKey[]> {
  const query = engine === 'postgres' ? postgresForeignKeys : sqliteForeignKeys
  return (await query.execute(db)).rows
}

/** An integer primary key has no index of its own, so it is listed apart. */
const sqliteIndexes = sql<Index>`
  select owner.name as "table", group_concat(part.name, ',' order by part.seqno) as columns,
    list."unique", substr(made.sql, nullif(instr(made.sql, ' where '), 0) + 7) as "where"
  from sqlite_master as owner
    join pragma_index_list(owner.name) as list
    join pragma_index_info(list.name) as part
    left join sqlite_master as made on made.name = list.name
  where owner.type = 'table'
  group by owner.name, list.name
  union all
  select owner.name, part.name, 1, null
  from sqlite_master as owner join pragma_table_info(owner.name) as part
  where owner.type = 'table' and part.pk = 1 and part.type = 'integer'
  order by 1, 2`

const postgresIndexes = sql<Index>`
  select owner.relname as "table", list.indisunique as "unique", pg_get_expr(indpred, indrelid) as "where",
    (select string_agg(attname, ',' order by place)
     from unnest(list.indkey) with ordinality as part (number, place)
       join pg_attribute on attrelid = list.indrelid and attnum = part.number) as columns
  from pg_index as list join pg_class as owner on owner.oid = list.indrelid
  where owner.relnamespace = 'public'::regnamespace
  order by 1, 4`

const sqliteForeignKeys = sql<ForeignKey>`
  select owner.name as "table", group_concat(list."from", ',' order by seq) as columns,
    group_concat(coalesce(list."to", 'store_id'), ',' order by seq) as "parentColumns"
  from sqlite_master as owner join pragma_foreign_key_list(owner.name) as list
  where owner.type = 'table'
  group by owner.name, list.id
  order by 1, 2`

const postgresForeignKeys = sql<ForeignKey>`
  select owner.relname as "table", child.columns, parent.columns as "parentColumns"
  from pg_constraint as list join pg_class as owner on owner.oid = list.conrelid,
    lateral (select string_agg(attname, ',' order by place) as columns
      from unnest(list.conkey) with ordinality as part (number, place)
        join pg_attribute on attrelid = list.conrelid and attnum = part.number) as child,
    lateral (select string_agg(attname, ',' order by place) as columns
      from unnest(list.confkey) with ordinality as part (number, place)
        join pg_attribute on attrelid = list.confrelid and attnum = part.number) as parent
  where list.contype = 'f' and owner.relnamespace = 'public'::regnamespace
  order by 1, 2`
