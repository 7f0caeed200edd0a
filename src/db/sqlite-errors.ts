export const BUSY = 5

/** SQLite's own primary number for an error; 0 for any other error. */
export function errorNumber(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return 0
  return error.errcode & 0xff
}
