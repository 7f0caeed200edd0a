import { type RawBuilder, sql } from 'kysely'

/** A condition: `column`, which the domain has written in lower case, contains `text` in any case. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`
}
