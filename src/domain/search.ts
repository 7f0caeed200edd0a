import { type RawBuilder, sql } from 'kysely'

/** An index of three letters each finds nothing by fewer. */
const FEWEST_LETTERS = 3

/** A condition: `column`, which the domain has written in lower case, contains `text` in any case. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`
}

/**
 * A condition: the `search_key` of a row of `table` contains `text` in any case, found by an index where `text` is long
 * enough for it. `name` is what the query calls the table.
 */
export function found(
  table: 'company' | 'b2b_user' | 'extra_field_value',
  text: string,
  name: string = table,
): RawBuilder<boolean> {
  const key = `${name}.search_key`
  // With any letter in the place of those that `like` takes for more than themselves, which an index cannot look past.
  const [loose, longest] = [text.toLowerCase().replaceAll(/[\\%]/g, '_'), longestRun(text)]
  if (longest < FEWEST_LETTERS) return contains(key, text)
  const indexed = sql<boolean>`${sql.ref(`${name}.id`)} in
    (select rowid from ${sql.table(`${table}_search`)} where search_key like ${`%${loose}%`})`
  return loose.includes('_') ? sql<boolean>`(${indexed} and ${contains(key, text)})` : indexed
}

function longestRun(text: string): number {
  return Math.max(...text.split(/[\\%_]/).map((run) => [...run].length))
}
