import type { Migration } from '../migrate.ts'

/**
 * Lets events into the indexes by whom they are about in batches: for a single one, each of these indexes has another
 * page to write, which costs more than the change that the event tells of.
 */
export const filing: Migration = {
  name: '0007-filing',
  statements: () => [
    // Those that are there are in the indexes.
    'alter table outbox add column filed integer not null default 1',
    ...subjects.flatMap((subject) => [
      `drop index outbox_${subject}`,
      `create index outbox_${subject} on outbox (store_id, ${subject}, id)
        where filed = 1 and ${subject} is not null`,
    ]),
    'create index outbox_unfiled on outbox (store_id, id) where filed = 0',
  ],
}

const subjects = ['company_id', 'user_id', 'super_admin_id', 'sales_staff_id']
