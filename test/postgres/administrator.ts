import pg from 'pg'
import { inject } from 'vitest'

/** Runs a statement on the test server, outside every test's own database. */
export function asAdministrator(statement: string): Promise<void> {
  return execute(`${inject('postgresUrl')}/postgres`, statement)
}

/** Runs a statement in the database at `url` on a connection that is not the program's. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
