import { type RawBuilder, sql } from 'kysely'

/** The index is of trigrams, so a shorter text cannot be found by it. */
const FEWEST_LETTERS = 3

/** In shorter texts no letter is left out of the search by the index. */
const FEWEST_TO_THIN = 8

/** Patterns of a search, all of which have to match. */
export interface Search {
  /** For the index; absent where the text is too short for it. */
  indexed?: string
  /** For the rows that the index finds; absent where the index alone decides. */
  exact?: string
}

/** The search for texts that contain `text` in any case. */
export function searchFor(text: string): Search {
  const exact = patternFor(text)
  // A wildcard in place of `\` and `%`, because SQLite's index is not used for a pattern with `escape`.
  const loose = text.toLowerCase().replaceAll(/[\\%]/g, '_')
  if (longestRun(text) < FEWEST_LETTERS) return { exact }
  const indexed = `%${sparse(loose)}%`
  return indexed.includes('_') ? { indexed, exact } : { indexed }
}

/** A condition: `column`, which holds lower case, contains `text` in any case. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  return matches(column, patternFor(text))
}

/**
 * A condition: the `search_key` of a row of `table` matches. Uses the index where the text is long enough. `name` is the
 * alias of the table in the query.
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
 * `text` with a wildcard in place of every fourth letter. The index reads a list for each trigram, which grows with the
 * data; a part of the trigrams of a long text selects as well as all of them. For a short text it would find too many rows.
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
