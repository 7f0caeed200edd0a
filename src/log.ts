import { destination, type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

/** Left out should the headers of a request ever be logged. */
const secretHeaders = ['x-auth-token', 'authtoken', 'authorization', 'cookie']

/** A log with one line of JSON for each entry; the server adds `reqId`, which clients are told as `X-Request-Id`. */
export function createLog(level: LogLevel, to: 'stdout' | 'stderr'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: secretHeaders.flatMap((name) => [`headers["${name}"]`, `*.headers["${name}"]`]),
    },
    destination({ dest: to === 'stdout' ? 1 : 2, sync: true }),
  )
}
