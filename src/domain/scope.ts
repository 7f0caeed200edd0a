import type { Db, Tx, UnixSeconds } from '../db/schema.ts'

/** What a read needs to know: the database, whose data it is, and when the request came in. */
export interface Reader {
  db: Db
  /** The store the caller speaks for; every query names it. */
  storeId: number
  now: UnixSeconds
}

/** What a write needs: a reader whose database is an open transaction. */
export interface Writer extends Reader {
  db: Tx
  /** Who changes something. */
  actor: Actor
  /** The request that they sent; null for one who sent none. */
  requestId: string | null
  /** True while companies are created in bulk, for which the vendor sends no webhooks. */
  bulk?: true
}

/** `command` is the command line, `roster` the server by itself. */
type ActorName = `${'token' | 'system_user' | 'customer'}:${number}` | 'command' | 'roster'

export interface Actor {
  name: ActorName
  /** Whom a token was given to by signing in. */
  onBehalfOf: ActorName | null
}

/** For writers of the command line. */
export const byCommand = { actor: { name: 'command', onBehalfOf: null }, requestId: null } as const

/** For writers of what the server does by itself. */
export const byRoster = { actor: { name: 'roster', onBehalfOf: null }, requestId: null } as const
