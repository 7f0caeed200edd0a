import pg from 'pg'

/** The server cannot be asked: it is not there, lets nobody in, has gone in the middle of something or is too busy. */
export class Disconnected extends Error {
  override name = 'Disconnected'
}

/** What a server says of a prepared statement that answers other columns by now, and of what it cannot do at all. */
export const OUTDATED = '0A000'
/** What a server says that takes no writes: it is not the one to stay with. */
export const READ_ONLY = '25006'

/**
 * Classes of SQLSTATE for: connection lost, not let in, no such database, given up for others, out of resources, not ready,
 * stopped or past its time, disk error; and a read-only server.
 */
const UNAVAILABLE = /^(08|28|3D|40|53|55|57|58|25006)/

/** Tells whether the database cannot serve for the moment, as opposed to having been asked something wrong. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Disconnected || UNAVAILABLE.test(codeOf(error))
}

/** Tells whether the connection that an error came over must not be used again. */
export function spoils(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true
  return /^(FATAL|PANIC)$/.test(error.severity ?? '') || codeOf(error) === READ_ONLY
}

/** SQLSTATE, or the system's own word as `ECONNREFUSED`; of a connection that failed, that of what it failed for. */
export function codeOf(error: unknown): string {
  if (error instanceof Disconnected && error.cause) return codeOf(error.cause)
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
