import { type SelectQueryBuilder, sql } from 'kysely'

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
  { limit, offset }: Page,
): Promise<Paged<O>> {
  const rows = await query.limit(limit).offset(offset).execute()
  // A page that is not full is the last one, so the total follows from it, unless it lies past the end.
  if (rows.length < limit && (rows.length > 0 || offset === 0)) return { rows, total: offset + rows.length }
  const counted = await query
    .clearSelect()
    .clearOrderBy()
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  // Safe because a count is all that is selected, which the compiler loses over a query of any tables.
  const { total } = counted as { total: number }
  return { rows, total }
}
