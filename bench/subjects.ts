import { join } from 'node:path'
import { type Amounts, amountsOf } from './amounts.ts'
import { fill } from './data/fill.ts'
import type { Server } from './measure.ts'
import { peersInstalled, startJsonServer, startPrism } from './peers/start.ts'
import { createDatabase, type PostgresServer, settle, startPostgres } from './postgres.ts'
import { production, startServer } from './startup.ts'

export const subjectNames = ['sqlite', 'postgres', 'prism', 'json-server'] as const
export type SubjectName = (typeof subjectNames)[number]

/** A server that is measured. */
export interface Subject {
  kind: SubjectName
  /** Its name in the tables. */
  title: string
  server: Server
  amounts: Amounts
  /** Only for a subject that keeps its data in a database. */
  databaseUrl?: string
  postgres?: PostgresServer
}

/** Roster's own subjects come first, with the normal amount of data and then with `times` as much. */
export async function startSubjects(
  kinds: readonly SubjectName[],
  times: number,
  folder: string,
): Promise<Subject[]> {
  const subjects: Subject[] = []
  for (const kind of kinds) {
    if (kind !== 'sqlite' && kind !== 'postgres') continue
    const postgres = kind === 'postgres' ? await startPostgres() : undefined
    for (const size of times === 1 ? [1] : [1, times]) {
      subjects.push(await startRosterOn(kind, size, folder, postgres))
    }
  }
  const roster = subjects[0]?.server
  const amounts = amountsOf(1)
  if (kinds.includes('prism') && roster && peersInstalled) {
    const server = await startPrism(folder, roster)
    subjects.push({ kind: 'prism', title: 'Prism', server, amounts })
  }
  if (kinds.includes('json-server') && peersInstalled) {
    const server = await startJsonServer(folder, amounts)
    subjects.push({ kind: 'json-server', title: 'json-server', server, amounts })
  }
  return subjects
}

async function startRosterOn(
  kind: 'sqlite' | 'postgres',
  times: number,
  folder: string,
  postgres: PostgresServer | undefined,
): Promise<Subject> {
  const name = `large${times}`
  const databaseUrl = postgres
    ? await createDatabase(postgres, name)
    : `sqlite:${join(folder, name, 'roster.db')}`
  const amounts = amountsOf(times)
  await fill(databaseUrl, amounts)
  if (postgres) await settle(databaseUrl)
  const server = await startServer(production(databaseUrl))
  const engine = kind === 'sqlite' ? 'Roster on SQLite' : 'Roster on PostgreSQL'
  const title = times === 1 ? engine : `${engine}, ${times} times the data`
  return { kind, title, server, amounts, databaseUrl, ...(postgres && { postgres }) }
}
