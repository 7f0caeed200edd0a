/**
 * For SQLite: an index of three letters each over `search_key`, which keeps no text of its own; triggers keep it in step.
 */
export function trigramTable(table: string): string[] {
  const name = `${table}_search`
  const added = `insert into ${name} (rowid, search_key) values (new.id, new.search_key)`
  const removed = `insert into ${name} (${name}, rowid, search_key) values ('delete', old.id, old.search_key)`
  return [
    `create virtual table ${name} using fts5(search_key, content='${table}', content_rowid='id', tokenize='trigram')`,
    `create trigger ${name}_insert after insert on ${table} begin ${added}; end`,
    `create trigger ${name}_delete after delete on ${table} begin ${removed}; end`,
    `create trigger ${name}_update after update of search_key on ${table} begin ${removed}; ${added}; end`,
  ]
}

/** For PostgreSQL: the rows themselves, with an index of three letters each where the server has the extension for it. */
export function trigramIndex(table: string): string[] {
  return [
    `create view ${table}_search as select id as rowid, search_key from ${table}`,
    `do $$ begin
      create extension if not exists pg_trgm;
    exception when others then
      raise notice 'Searching goes without pg_trgm.';
    end $$`,
    `do $$ begin
      if exists (select from pg_extension where extname = 'pg_trgm') then
        create index ${table}_search_key on ${table} using gin (search_key gin_trgm_ops);
      end if;
    end $$`,
  ]
}
