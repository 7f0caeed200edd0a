import type { Migration } from '../migrate.ts'

/** Keeps who sells and how many, so that a list of them neither asks everybody's role nor counts everybody. */
export const growth: Migration = {
  name: '0008-growth',
  statements: () => [
    'alter table system_user add column is_selling integer not null default 0',
    `update system_user set is_selling = 1 where retired_at is null and exists (select 1 from system_role
      where system_role.store_id = system_user.store_id and system_role.id = system_user.system_role_id
      and system_role.is_sales_staff = 1)`,
    `insert into tally (store_id, subject, amount) select store_id, 'sales_staff', count(*) from system_user
      where is_selling = 1 group by store_id`,
    'drop index system_user_selling',
    'drop index system_user_updated',
    'create index system_user_sorted_by_time on system_user (store_id, updated_at, id) where is_selling = 1',
    'create index system_user_sorted_by_email on system_user (store_id, email_key, id) where is_selling = 1',
  ],
}
