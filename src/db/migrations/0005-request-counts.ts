import type { Migration } from '../migrate.ts'

/** How many requests each store has sent in the minute, where several servers count them together. */
export const requestCounts: Migration = {
  name: '0005-request-counts',
  statements: ({ unlogged }) => [
    `create ${unlogged} table request_count (store_id bigint not null references store, quota text not null,
      minute bigint not null, requests integer not null, primary key (store_id, quota))`,
  ],
}
