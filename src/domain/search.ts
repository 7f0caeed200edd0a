import { type RawBuilder, sql } from 'kysely'

/** An index of three letters each finds nothing by fewer. */
const FEWEST_LETTERS = 3

/** Of fewer letters, an index takes all. */
const FEWEST_TO_THIN = 8

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
  const indexed = `%${sparse(loose)}%`
  return indexed.includes('_') ? { indexed, exact } : { indexed }
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
  if (indexed === undefined) return exact === undefined ? sql.lit(true) : matches(`${name}.search_key`, exact)
  const all = exact === undefined ? sql`` : sql` and ${matches('search_key', exact)}`
  return sql<boolean>`${sql.ref(`${name}.id`)} in
    (select rowid from ${sql.table(`${table}_search`)} where search_key like ${indexed}${all})`
}

function matches(column: string, pattern: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`
}

/**
 * `text` with any letter in the place of every fourth: an index reads a list for each three that follow each other, each
 * as long as there is data, and of a long text some say as much as all. Of a short one too many rows would be looked at.
 */
function sparse(text: string): string {
  const letters = [...text]
  if (letters.length < FEWEST_TO_THIN || text.includes('_')) return text
  return letters
    .map((letter, place) => (place % 4 === 3 && place + FEWEST_LETTERS < letters.length ? '_' : letter))
    .join('')
}

function patternFor(text: string): string {
  return `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
}

function longestRun(text: string): number {
  return Math.max(...text.split(/[\\%_]/).map((run) => [...run].length))
}
