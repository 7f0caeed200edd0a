import { type RawBuilder, sql } from 'kysely'

/** An index of three letters each finds nothing by fewer. */
const FEWEST_LETTERS = 3

/** What is looked for: patterns of which all have to match. */
export interface Search {
  /** By the index; absent where the text is too short for it. */
  indexed?: string
  /** By each row; absent where the index says it all. */
  exact?: string
}

/** `text` as a part of a longer one, in any case. */
export function searchFor(text: string): Search {
  const exact = patternFor(text)
  // With any letter in the place of those that `like` takes for more than themselves, which an index cannot look past.
  const loose = text.toLowerCase().replaceAll(/[\\%]/g, '_')
  if (longestRun(text) < FEWEST_LETTERS) return { exact }
  const indexed = `%${loose}%`
  return loose.includes('_') ? { indexed, exact } : { indexed }
}

/** A condition: `column`, which the domain has written in lower case, contains `text` in any case. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  return matches(column, patternFor(text))
}

/**
 * A condition: the `search_key` of a row of `table` contains what is looked for, found by an index where that is long
 * enough for it. `name` is what the query calls the table.
 */
export function found(
  table: 'company' | 'b2b_user' | 'extra_field_value',
  { indexed, exact }: Search,
  name: string = table,
): RawBuilder<boolean> {
  const byIndex =
    indexed !== undefined &&
    sql<boolean>`${sql.ref(`${name}.id`)} in
    (select rowid from ${sql.table(`${table}_search`)} where search_key like ${indexed})`
  const byRow = exact !== undefined && matches(`${name}.search_key`, exact)
  if (byIndex && byRow) return sql<boolean>`(${byIndex} and ${byRow})`
  return byIndex || byRow || sql.lit(true)
}

function matches(column: string, pattern: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`
}

function patternFor(text: string): string {
  return `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
}

function longestRun(text: string): number {
  return Math.max(...text.split(/[\\%_]/).map((run) => [...run].length))
}
