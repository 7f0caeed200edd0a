import type { Migration } from '../migrate.ts'

/** What was answered to requests with an idempotency key. */
export const keptAnswers: Migration = {
  name: '0006-kept-answers',
  statements: () => [
    `create table kept_answer (store_id bigint not null references store, token_id bigint not null,
      key_hash text not null, request_hash text not null, status integer not null, body text not null,
      created_at bigint not null, primary key (store_id, token_id, key_hash),
      foreign key (store_id, token_id) references token (store_id, id))`,
    'create index kept_answer_created on kept_answer (store_id, created_at)',
  ],
}
