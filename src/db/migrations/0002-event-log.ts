import type { Migration } from '../migrate.ts'

/** Makes the outbox tell who did what, and what changed by it. */
export const eventLog: Migration = {
  name: '0002-event-log',
  statements: () => [
    ...[
      "actor text not null default 'roster'",
      'on_behalf_of text',
      'request_id text',
      'changes text',
      ...subjects.map((subject) => `${subject} bigint`),
    ].map((column) => `alter table outbox add column ${column}`),
    ...subjects.map(
      (subject) =>
        `create index outbox_${subject} on outbox (store_id, ${subject}, id) where ${subject} is not null`,
    ),
    `create index outbox_others on outbox (store_id, id)
      where ${subjects.map((subject) => `${subject} is null`).join(' and ')}`,
    'create index outbox_created on outbox (store_id, created_at, id)',
    'alter table store add column events_whole_since bigint not null default 0',
    // What happened up to this moment is told without what changed by it.
    `update store set events_whole_since = coalesce(
      (select max(outbox.created_at) from outbox where outbox.store_id = store.store_id), store.created_at)`,
  ],
}

const subjects = ['company_id', 'user_id', 'super_admin_id', 'sales_staff_id']
