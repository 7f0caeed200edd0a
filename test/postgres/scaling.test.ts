import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { test } from '../harness.ts'

/** The tables that stay on one server, because they belong to no store. */
const NOT_SPREAD = ['migration', 'webhook_sender']

const guide = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8')

interface Table {
  name: string
  /** The columns of the primary key in order, separated by commas. */
  key: string
  hasStore: boolean
}

test('every table can be distributed by its store, and the guide to scaling names it', async ({ app }) => {
  const { rows: tables } = await sql<Table>`
    select owner.relname as name,
      (select string_agg(attname, ',' order by place)
       from unnest(list.conkey) with ordinality as part (number, place)
         join pg_attribute on attrelid = owner.oid and attnum = part.number) as key,
      exists (select from pg_attribute
        where attrelid = owner.oid and attname = 'store_id' and attnotnull and atttypid = 'bigint'::regtype) as "hasStore"
    from pg_class as owner join pg_constraint as list on list.conrelid = owner.oid and list.contype = 'p'
    where owner.relkind in ('r', 'p') and owner.relnamespace = 'public'::regnamespace
    order by 1`.execute(app.database.db)
  const spread = tables.filter(({ name }) => !NOT_SPREAD.includes(name))

  expect(spread.filter(({ key, hasStore }) => !hasStore || !`${key},`.startsWith('store_id,'))).toEqual([])
  expect(
    [...namedWith('create_distributed_table'), ...namedWith('create_reference_table')].toSorted(),
  ).toEqual(spread.map(({ name }) => name))
})

test('the keys that the guide drops for a while are restored unchanged', async ({ app }) => {
  const { db, transaction } = app.database
  const keys = sql`select conrelid::regclass::text as owner, conname, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2`
  const before = await keys.execute(db)
  const [make = '', take = '', put = ''] =
    /(create table kept_key[^;]+);\s+(select format[^;]+?) \\gexec.*?(select format[^;]+?) \\gexec/s
      .exec(guide)
      ?.slice(1) ?? []

  const between = await transaction(async (tx) => {
    const run = async (statements: string) => {
      const { rows } = await sql<{ format: string }>`${sql.raw(statements)}`.execute(tx)
      for (const { format } of rows) await sql.raw(format).execute(tx)
    }
    await sql.raw(make).execute(tx)
    await run(take)
    const left = await keys.execute(tx)
    await run(put)
    return left
  })

  expect(between.rows).toEqual([])
  expect(await keys.execute(db)).toEqual(before)
})

function namedWith(command: string): string[] {
  return [...guide.matchAll(new RegExp(`select ${command}\\('(\\w+)'`, 'g'))].map(([, name = '']) => name)
}
