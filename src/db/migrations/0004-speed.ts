import type { Migration } from '../migrate.ts'

/** What lists of everything there is go by. */
export const speed: Migration = {
  name: '0004-speed',
  statements: ({ serial, serialKey }) => [
    'create index system_user_selling on system_user (store_id, retired_at, updated_at, id, system_role_id)',
    'create index b2b_user_member on b2b_user (store_id, id) where company_id is not null',
    `create table tally (id ${serial}, store_id bigint not null references store, subject text not null,
      amount bigint not null, ${serialKey('store_id, id')})`,
    'create index tally_subject on tally (store_id, subject)',
    `insert into tally (store_id, subject, amount) select store_id, 'company', count(*) from company group by store_id`,
    `insert into tally (store_id, subject, amount) select store_id, 'user', count(*) from b2b_user
      where company_id is not null group by store_id`,
  ],
}
