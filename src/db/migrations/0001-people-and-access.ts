import type { Migration } from '../migrate.ts'

const addressColumns = `
  address_line1 text not null, address_line2 text not null, city text not null, zip_code text not null`

/** Every table of people and access. Keys begin with `store_id`, so that the tables can be spread by store. */
export const peopleAndAccess: Migration = {
  name: '0001-people-and-access',
  statements: ({ serial, serialKey, textSearch }) => [
    `create table store (store_id ${serial}, store_hash text not null unique, name text not null,
      signing_secret text not null, created_at bigint not null, ${serialKey('store_id')})`,

    `create table setting (store_id bigint not null references store, name text not null, value text not null,
      primary key (store_id, name))`,

    `create table system_role (id ${serial}, store_id bigint not null references store, name text not null,
      name_key text not null, kind text not null, is_sales_staff integer not null,
      ${serialKey('store_id, id')}, unique (store_id, name_key))`,

    `create table system_user (id ${serial}, store_id bigint not null references store,
      system_role_id bigint not null, email text not null, email_key text not null, name text not null,
      phone text not null, password_hash text, created_at bigint not null, updated_at bigint not null,
      retired_at bigint, ${serialKey('store_id, id')},
      foreign key (store_id, system_role_id) references system_role (store_id, id))`,
    `create unique index system_user_email on system_user (store_id, email_key) where retired_at is null`,
    `create index system_user_updated on system_user (store_id, updated_at, id)`,
    `create index system_user_role on system_user (store_id, system_role_id)`,

    `create table token (id ${serial}, store_id bigint not null references store, name text not null,
      kind text not null, scopes text not null, token_hash text not null, last_four text not null,
      system_user_id bigint, created_at bigint not null, expires_at bigint, revoked_at bigint,
      ${serialKey('store_id, id')}, unique (store_id, token_hash),
      foreign key (store_id, system_user_id) references system_user (store_id, id))`,
    `create index token_system_user on token (store_id, system_user_id) where system_user_id is not null`,

    `create table channel (id ${serial}, store_id bigint not null references store, channel_id bigint not null,
      name text not null, type text not null, platform text not null, status text not null, site text not null,
      icon_url text not null, is_visible integer not null, is_enabled integer not null,
      b2b_enabled integer not null, allow_global_logins integer not null, is_default integer not null,
      created_at bigint not null, updated_at bigint not null,
      ${serialKey('store_id, id')}, unique (store_id, channel_id))`,
    `create unique index channel_default on channel (store_id) where is_default = 1`,

    `create table price_list (id ${serial}, store_id bigint not null references store, name text not null,
      ${serialKey('store_id, id')})`,

    `create table customer_group (id ${serial}, store_id bigint not null references store, name text not null,
      name_key text not null, price_list_id bigint, ${serialKey('store_id, id')}, unique (store_id, name_key),
      foreign key (store_id, price_list_id) references price_list (store_id, id))`,
    `create index customer_group_price_list on customer_group (store_id, price_list_id)
      where price_list_id is not null`,

    `create table customer (id ${serial}, store_id bigint not null references store, customer_group_id bigint,
      email text not null, email_key text not null, first_name text not null, last_name text not null,
      phone text not null, password_hash text, created_at bigint not null, updated_at bigint not null,
      ${serialKey('store_id, id')}, unique (store_id, email_key),
      foreign key (store_id, customer_group_id) references customer_group (store_id, id))`,
    `create index customer_customer_group on customer (store_id, customer_group_id)
      where customer_group_id is not null`,

    `create table company (id ${serial}, store_id bigint not null references store, parent_id bigint,
      customer_group_id bigint, price_list_id bigint, name text not null, email text not null,
      phone text not null, ${addressColumns}, state text not null, country text not null,
      description text not null, uuid text not null, status integer not null check (status in (0, 1, 2, 3)),
      search_key text not null, created_at bigint not null, updated_at bigint not null,
      ${serialKey('store_id, id')},
      foreign key (store_id, parent_id) references company (store_id, id),
      foreign key (store_id, customer_group_id) references customer_group (store_id, id),
      foreign key (store_id, price_list_id) references price_list (store_id, id))`,
    `create index company_updated on company (store_id, updated_at, id)`,
    `create index company_parent on company (store_id, parent_id)`,
    `create index company_customer_group on company (store_id, customer_group_id)
      where customer_group_id is not null`,
    `create index company_default_price_list on company (store_id, price_list_id) where price_list_id is not null`,

    `create table company_price_list (store_id bigint not null references store, company_id bigint not null,
      channel_id bigint not null, price_list_id bigint not null, primary key (store_id, company_id, channel_id),
      foreign key (store_id, company_id) references company (store_id, id) on delete cascade,
      foreign key (store_id, channel_id) references channel (store_id, id),
      foreign key (store_id, price_list_id) references price_list (store_id, id))`,
    `create index company_price_list_channel on company_price_list (store_id, channel_id)`,
    `create index company_price_list_price_list on company_price_list (store_id, price_list_id)`,

    `create table sales_staff_company (store_id bigint not null references store, sales_staff_id bigint not null,
      company_id bigint not null, assigned_at bigint not null, primary key (store_id, sales_staff_id, company_id),
      foreign key (store_id, sales_staff_id) references system_user (store_id, id),
      foreign key (store_id, company_id) references company (store_id, id) on delete cascade)`,
    `create index sales_staff_company_company on sales_staff_company (store_id, company_id, sales_staff_id)`,

    `create table role (id ${serial}, store_id bigint not null references store, name text not null,
      name_key text not null, user_role integer not null check (user_role in (0, 1, 2)),
      is_predefined integer not null, created_at bigint not null, updated_at bigint not null,
      ${serialKey('store_id, id')}, unique (store_id, name_key))`,

    `create table permission (id ${serial}, store_id bigint not null references store, code text not null,
      name text not null, name_key text not null, description text not null, module_name text not null,
      is_predefined integer not null,
      ${serialKey('store_id, id')}, unique (store_id, code), unique (store_id, name_key))`,

    `create table role_permission (store_id bigint not null references store, role_id bigint not null,
      permission_id bigint not null, level integer not null check (level in (1, 2, 3)),
      primary key (store_id, role_id, permission_id),
      foreign key (store_id, role_id) references role (store_id, id) on delete cascade,
      foreign key (store_id, permission_id) references permission (store_id, id) on delete cascade)`,
    `create index role_permission_permission on role_permission (store_id, permission_id)`,

    `create table b2b_user (id ${serial}, store_id bigint not null references store, company_id bigint,
      role_id bigint, customer_id bigint not null, origin_channel_id bigint, email text not null,
      email_key text not null, first_name text not null, last_name text not null, phone text not null,
      uuid text not null, search_key text not null, created_at bigint not null, updated_at bigint not null,
      ${serialKey('store_id, id')}, unique (store_id, email_key), unique (store_id, customer_id),
      check ((company_id is null) = (role_id is null)),
      foreign key (store_id, company_id) references company (store_id, id),
      foreign key (store_id, role_id) references role (store_id, id),
      foreign key (store_id, customer_id) references customer (store_id, id),
      foreign key (store_id, origin_channel_id) references channel (store_id, id))`,
    `create index b2b_user_company on b2b_user (store_id, company_id, id)`,
    `create index b2b_user_role on b2b_user (store_id, role_id)`,
    `create index b2b_user_origin_channel on b2b_user (store_id, origin_channel_id)
      where origin_channel_id is not null`,
    `create index b2b_user_super_admin on b2b_user (store_id, updated_at, id) where company_id is null`,

    `create table super_admin_company (store_id bigint not null references store, super_admin_id bigint not null,
      company_id bigint not null, assigned_at bigint not null, primary key (store_id, super_admin_id, company_id),
      foreign key (store_id, super_admin_id) references b2b_user (store_id, id) on delete cascade,
      foreign key (store_id, company_id) references company (store_id, id) on delete cascade)`,
    `create index super_admin_company_company on super_admin_company (store_id, company_id, super_admin_id)`,

    `create table user_channel (store_id bigint not null references store, user_id bigint not null,
      channel_id bigint not null, primary key (store_id, user_id, channel_id),
      foreign key (store_id, user_id) references b2b_user (store_id, id) on delete cascade,
      foreign key (store_id, channel_id) references channel (store_id, id))`,
    `create index user_channel_channel on user_channel (store_id, channel_id)`,

    `create table extra_field (id ${serial}, store_id bigint not null references store, subject text not null,
      uuid text not null, field_name text not null, label_name text not null,
      field_type integer not null check (field_type in (0, 1, 2, 3)), is_required integer not null,
      is_unique integer not null, visible_to_enduser integer not null, config_type integer not null,
      default_value text not null, maximum_length bigint, number_of_rows bigint, maximum_value double precision,
      list_of_value text not null, created_at bigint not null,
      ${serialKey('store_id, id')}, unique (store_id, subject, field_name))`,

    `create table address (id ${serial}, store_id bigint not null references store, company_id bigint not null,
      first_name text not null, last_name text not null, phone text not null, ${addressColumns},
      state_name text not null, state_code text not null, country_name text not null,
      country_code text not null, label text not null, external_id text not null,
      is_billing integer not null, is_shipping integer not null, is_default_billing integer not null,
      is_default_shipping integer not null, created_at bigint not null, updated_at bigint not null,
      ${serialKey('store_id, id')},
      foreign key (store_id, company_id) references company (store_id, id) on delete cascade)`,
    `create index address_company on address (store_id, company_id, id)`,
    `create unique index address_billing on address (store_id, company_id) where is_default_billing = 1`,
    `create unique index address_shipping on address (store_id, company_id) where is_default_shipping = 1`,

    // One of the three subjects each, so that its values go with it.
    `create table extra_field_value (id ${serial}, store_id bigint not null references store,
      extra_field_id bigint not null, company_id bigint, user_id bigint, address_id bigint, value text not null,
      search_key text not null, value_hash text not null, unique_hash text, ${serialKey('store_id, id')},
      unique (store_id, extra_field_id, unique_hash),
      check (case when company_id is null then 0 else 1 end + case when user_id is null then 0 else 1 end
        + case when address_id is null then 0 else 1 end = 1),
      foreign key (store_id, extra_field_id) references extra_field (store_id, id) on delete cascade,
      foreign key (store_id, company_id) references company (store_id, id) on delete cascade,
      foreign key (store_id, user_id) references b2b_user (store_id, id) on delete cascade,
      foreign key (store_id, address_id) references address (store_id, id) on delete cascade)`,
    `create index extra_field_value_exact on extra_field_value (store_id, extra_field_id, value_hash)`,
    `create unique index extra_field_value_company on extra_field_value (store_id, company_id, extra_field_id)
      where company_id is not null`,
    `create unique index extra_field_value_user on extra_field_value (store_id, user_id, extra_field_id)
      where user_id is not null`,
    `create unique index extra_field_value_address on extra_field_value (store_id, address_id, extra_field_id)
      where address_id is not null`,

    `create table attachment (store_id bigint not null references store, id text not null,
      company_id bigint not null, file_name text not null, content_type text not null, bytes bigint not null,
      created_at bigint not null, primary key (store_id, id),
      foreign key (store_id, company_id) references company (store_id, id) on delete cascade)`,
    `create index attachment_company on attachment (store_id, company_id)`,

    `create table outbox (id ${serial}, store_id bigint not null references store, event text not null,
      payload text not null, created_at bigint not null, ${serialKey('store_id, id')})`,

    ...['company', 'b2b_user', 'extra_field_value'].flatMap(textSearch),
  ],
}
