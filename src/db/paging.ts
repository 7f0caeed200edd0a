import { type SelectQueryBuilder, sql } from 'kysely'
import { compiled } from './compiled.ts'
import type { Db } from './schema.ts'

export interface Page {
  limit: number
  offset: number
}

/** A part of a list in the order of ids: so many, after this one. It stays right while rows come and go. */
export interface Cursor {
  limit: number
  after: number
}

/** All of a list. */
export const everything: Cursor = { limit: Number.MAX_SAFE_INTEGER, after: 0 }

export interface Paged<T> {
  rows: T[]
  /** How many there are in all: always exact. */
  total: number
}

/**
 * One page of `query`, which brings its own order and does not group, and the exact total of the rows it would give
 * without a page.
 */
export async function paged<S, T extends keyof S, O>(
  query: SelectQueryBuilder<S, T, O>,
  page: Page,
): Promise<Paged<O>> {
  const rows = await query.limit(page.limit).offset(page.offset).execute()
  return { rows, total: totalOf(rows, page) ?? (await counting(query).executeTakeFirstOrThrow()).total }
}

type Build<V, S, T extends keyof S, O> = (db: Db, values: V) => SelectQueryBuilder<S, T, O>

/**
 * As `paged`, for a hot path: see `compiled`. Where joins and the like cannot change how many rows there are, `total`
 * builds a query without them.
 */
export function compiledPage<V extends object>(...fixed: (keyof V & string)[]) {
  return <S, T extends keyof S, O, CS = S, CT extends keyof CS = never>(
    build: Build<V, S, T, O>,
    total?: Build<V, CS, CT, object>,
  ) => {
    const rowsOf = compiled<V & Page>(...fixed)((db, values) =>
      build(db, values).limit(values.limit).offset(values.offset),
    )
    const count = compiled<V>(...fixed)((db, values) =>
      total ? counting(total(db, values)) : counting(build(db, values)),
    )
    return async (db: Db, values: V, page: Page): Promise<Paged<O>> => {
      const rows = await rowsOf.all(db, { ...values, ...page })
      return { rows, total: totalOf(rows, page) ?? (await count.first(db, values))?.total ?? 0 }
    }
  }
}

/** A page that is not full is the last one, so the total follows from it, unless it lies past the end. */
function totalOf(rows: readonly unknown[], { limit, offset }: Page): number | undefined {
  return rows.length < limit && (rows.length > 0 || offset === 0) ? offset + rows.length : undefined
}

/** Safe because a count is all that is selected, which the compiler loses over a query of any tables. */
function counting<S, T extends keyof S, O>(query: SelectQueryBuilder<S, T, O>) {
  const counted = query.clearSelect().clearOrderBy().select(sql<number>`count(*)`.as('total'))
  return counted as unknown as SelectQueryBuilder<S, T, { total: number }>
}
