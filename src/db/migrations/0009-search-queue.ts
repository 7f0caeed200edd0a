import type { Migration } from '../migrate.ts'

/** Lets new texts into the index of letters many at a time: one by one, each makes a part of the index of its own. */
export const searchQueue: Migration = {
  name: '0009-search-queue',
  statements: ({ textSearchQueue }) => ['company', 'b2b_user', 'extra_field_value'].flatMap(textSearchQueue),
}
