import {
  type AliasedExpression,
  type Compilable,
  PostgresAdapter,
  type SelectQueryBuilder,
  sql,
} from 'kysely'
import { compiled } from './compiled.ts'
import type { Db, Tables } from './schema.ts'

export interface Page {
  limit: number
  offset: number
}

/** A part of a list in the order of ids: how many, and after which id. It is stable while rows come and go. */
export interface Cursor {
  limit: number
  after: number
}

/** All of a list. */
export const everything: Cursor = { limit: Number.MAX_SAFE_INTEGER, after: 0 }

export interface Paged<T> {
  rows: T[]
  /** The exact number of all. */
  total: number
}

/**
 * One page of `query`, which is ordered and not grouped, and the exact number of rows of the whole query.
 */
export async function paged<S, T extends keyof S, O>(
  query: SelectQueryBuilder<S, T, O>,
  page: Page,
): Promise<Paged<O>> {
  const rows = await query.limit(page.limit).offset(page.offset).execute()
  return { rows, total: totalOf(rows, page) ?? (await counting(query).executeTakeFirstOrThrow()).total }
}

/**
 * As `paged`, for a hot path (see `compiled`): `rows` builds the query of a page, `total` the query of the total.
 */
export function compiledPage<V extends object>(...fixed: (keyof V & string)[]) {
  return <R>(
    rows: (db: Db, values: V & Page) => Compilable<R>,
    total: (db: Db, values: V) => Compilable<{ total: number }>,
  ) => {
    const page = compiled<V & Page>(...fixed)(rows)
    const count = compiled<V>(...fixed)(total)
    return async (db: Db, values: V, { limit, offset }: Page): Promise<Paged<R>> => {
      const shown = await page.all(db, { ...values, limit, offset })
      const known = totalOf(shown, { limit, offset })
      return { rows: shown, total: known ?? (await count.first(db, values))?.total ?? 0 }
    }
  }
}

/**
 * A page of ids to join with, as `page`. PostgreSQL is told to find it once: without statistics, as a small table or one
 * that was just filled has none, it expects a single row, and may find the page anew for each row of the other table.
 */
export function onceIn<T extends keyof Tables, O extends Record<string, unknown>>(
  db: Db,
  page: SelectQueryBuilder<Tables, T, O>,
): AliasedExpression<O, 'page'> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return page.as('page')
  return (
    db
      .with(
        (name) => name('page').materialized(),
        () => page,
      )
      .selectFrom('page')
      .selectAll()
      // Safe because it has the columns of the page, which the compiler loses.
      .$castTo<O>()
      .as('page')
  )
}

/** Whether nothing is filtered: no value is given apart from those named in `others`. */
export function isEverything<V extends object>(values: V, others: readonly (keyof V & string)[]): boolean {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false)
  return given.every(([name]) => others.some((other) => other === name))
}

/** The total, where it follows from a page: one that is not full is the last, unless it is past the end. */
function totalOf(rows: readonly unknown[], { limit, offset }: Page): number | undefined {
  return rows.length < limit && (rows.length > 0 || offset === 0) ? offset + rows.length : undefined
}

/**
 * The query that counts the rows of another one. Safe because it selects only a count, which the type of a query over any
 * tables does not tell.
 */
export function counting<S, T extends keyof S, O>(query: SelectQueryBuilder<S, T, O>) {
  const counted = query.clearSelect().clearOrderBy().select(sql<number>`count(*)`.as('total'))
  return counted as unknown as SelectQueryBuilder<S, T, { total: number }>
}
