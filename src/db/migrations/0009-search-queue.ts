import type { Migration } from '../migrate.ts'

/** Lets new texts into SQLite's search index in batches: a text alone writes a segment of the index of its own. */
export const searchQueue: Migration = {
  name: '0009-search-queue',
  statements: ({ textSearchQueue }) => ['company', 'b2b_user', 'extra_field_value'].flatMap(textSearchQueue),
}
