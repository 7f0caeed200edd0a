import type { Migration } from '../migrate.ts'

/** Hooks, what is sent to them, and who sends it. */
export const webhooks: Migration = {
  name: '0003-webhooks',
  statements: ({ serial, serialKey }) => [
    `create table webhook (id ${serial}, store_id bigint not null references store, scope text not null,
      destination text not null, headers text, is_active integer not null, after_event bigint not null,
      created_at bigint not null, updated_at bigint not null,
      ${serialKey('store_id, id')}, unique (store_id, scope, destination))`,

    `create table webhook_store (store_id bigint not null references store, position bigint not null,
      secret text not null, previous_secret text, previous_until bigint, primary key (store_id))`,

    `create table webhook_delivery (id ${serial}, store_id bigint not null references store,
      webhook_id bigint not null, message_id text not null, scope text not null, subject text not null,
      body text not null, attempts integer not null, failures integer not null, next_attempt_at bigint,
      outcome text check (outcome in ('delivered', 'failed', 'cancelled')), created_at bigint not null,
      ${serialKey('store_id, id')})`,
    `create index webhook_delivery_webhook on webhook_delivery (store_id, webhook_id, id)`,
    `create index webhook_delivery_waiting on webhook_delivery (store_id, webhook_id, subject, id)
      where outcome is null`,
    `create index webhook_delivery_due on webhook_delivery (store_id, webhook_id, next_attempt_at, id)
      where next_attempt_at is not null`,

    `create table webhook_attempt (store_id bigint not null references store, delivery_id bigint not null,
      attempt integer not null, attempted_at bigint not null, duration_ms integer not null, status integer,
      response_start text not null, error text, primary key (store_id, delivery_id, attempt),
      foreign key (store_id, delivery_id) references webhook_delivery (store_id, id) on delete cascade)`,

    // One row, which every server knows: whose turn it is, and a count that moves while that one lives.
    `create table webhook_sender (id integer primary key check (id = 1), holder text, beat bigint not null,
      allows_loopback integer not null)`,
    'insert into webhook_sender (id, holder, beat, allows_loopback) values (1, null, 0, 0)',
  ],
}
