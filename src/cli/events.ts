import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Database } from '../db/database.ts'
import { type EventFilter, listEvents } from '../domain/events.ts'
import { lastEventId } from '../domain/outbox.ts'
import type { Reader } from '../domain/scope.ts'
import { getStore } from '../domain/stores.ts'
import { example, parseId, parseName, storeOption } from './arguments.ts'
import { now } from './clock.ts'
import { withDatabase } from './database.ts'

const LOOK_MS = 500
const AT_ONCE = 1000

interface Options extends Pick<EventFilter, 'type' | 'actor'> {
  store: string
  company?: number
  user?: number
  after?: number
  follow?: true
}

export function addEvents(roster: Command): void {
  roster
    .command('events')
    .description('Print what has happened in a store as JSON, a line for each event, the oldest first.')
    .addOption(storeOption())
    .option('--follow', 'go on with what happens from now on, until it is stopped')
    .option('--after <id>', 'begin behind this event; --follow begins at the end when left out', parseId)
    .option('--type <type>', 'only events of this type, as company.created', parseName)
    .option('--company <id>', 'only events about this company', parseId)
    .option('--user <id>', 'only events about this company user', parseId)
    .option('--actor <actor>', 'only what this one did, or somebody for them, as token:3', parseName)
    .addHelpText('after', example('roster events --store acme1 --follow --type company.created'))
    .action(events)
}

async function events({ store, company, user, ...options }: Options): Promise<void> {
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
  // The reader of a pipe may close it early, as `head` does.
  process.stdout.once('error', () => stopped.abort())
  const filter = { ...options, companyId: company, userId: user }
  await withDatabase(async (database) => {
    const { store_id: storeId } = await getStore(database.db, store)
    const reader = { db: database.db, storeId, now: now() }
    let after = options.after ?? (options.follow ? await endOf(database, reader) : 0)
    let silent = false
    while (!stopped.signal.aborted) {
      try {
        const end = await endOf(database, reader)
        const found = await listEvents(reader, filter, { limit: AT_ONCE, after }, end)
        silent = false
        for (const event of found) await write(`${JSON.stringify(event)}\n`)
        after = found.length === AT_ONCE ? (found.at(-1)?.id ?? after) : Math.max(after, end)
        if (found.length === AT_ONCE) continue
        if (!options.follow) return
      } catch (error) {
        if (!options.follow || !database.isUnavailable(error)) throw error
        if (!silent) console.error('The database does not answer: going on as soon as it does.')
        silent = true
      }
      await setTimeout(LOOK_MS, undefined, { signal: stopped.signal }).catch(() => {})
    }
  })
}

/** The last event before which no other can appear any more. */
async function endOf(database: Database, reader: Reader): Promise<number> {
  const settled = await database.settledEvents()
  return Math.min(settled, await lastEventId(reader))
}

/** Waits for a slow reader instead of keeping all that they have not read. */
async function write(line: string): Promise<void> {
  if (process.stdout.write(line)) return
  await new Promise((resolve) => {
    process.stdout.once('drain', resolve).once('close', resolve)
  })
}
