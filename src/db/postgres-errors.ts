import pg from 'pg'
import { CommitInDoubt } from './errors.ts'

/** The server cannot be asked: it is down, refuses connections, was lost during a statement, or is too busy. */
export class Disconnected extends Error {
  override name = 'Disconnected'
}

/** The SQLSTATE of a prepared statement whose columns have changed, which is also that of unsupported features. */
export const OUTDATED = '0A000'
/** The SQLSTATE of a statement in a transaction that an earlier one has failed in. */
export const ABORTED = '25P02'
/** The SQLSTATE of a server that takes no writes, so that another one is looked for. */
export const READ_ONLY = '25006'

/**
 * Classes of SQLSTATE for: connection lost, access denied, no such database, transaction rolled back, out of resources,
 * not ready, stopped or timed out, disk error; and a read-only server.
 */
const UNAVAILABLE = /^(08|28|3D|40|53|55|57|58|25006)/

/** Tells whether the database is unavailable for the moment, as opposed to a statement that is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof Disconnected || error instanceof CommitInDoubt) return true
  return UNAVAILABLE.test(codeOf(error))
}

/** Tells whether the connection that an error came over must not be used again. */
export function spoils(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true
  return /^(FATAL|PANIC)$/.test(error.severity ?? '') || codeOf(error) === READ_ONLY
}

/** The SQLSTATE, or a system code as `ECONNREFUSED`; for a failed connection, the code of its cause. */
export function codeOf(error: unknown): string {
  if (error instanceof Disconnected && error.cause) return codeOf(error.cause)
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
