import pg from 'pg'
import { inject } from 'vitest'

/** Runs a statement on the server of the tests, outside every test's own database. */
export function asAdministrator(statement: string): Promise<void> {
  return execute(`${inject('postgresUrl')}/postgres`, statement)
}

/** Runs a statement in the database at `url`, as somebody else than the program does. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** The name of the database at `url`. */
export function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}
