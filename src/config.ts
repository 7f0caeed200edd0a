import { Problem } from './problem.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** What the environment says; a setting that is left out or empty has its default. */
export interface Config {
  databaseUrl: string | undefined
  /** The folder for attachments. */
  files: string | undefined
  /** Where callers reach the server, without a slash at the end. */
  publicUrl: string | undefined
  host: string
  port: number
  logLevel: LogLevel | undefined
  /** Whether `npm run` started the process. */
  startedByNpm: boolean
}

/** @throws Problem for a value that cannot be meant */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  return {
    databaseUrl: readDatabaseUrl(env['ROSTER_DATABASE_URL']),
    files: env['ROSTER_FILES'] || undefined,
    publicUrl: readPublicUrl(env['ROSTER_PUBLIC_URL']),
    host: env['ROSTER_HOST'] || '127.0.0.1',
    port: readPort(env['ROSTER_PORT']),
    logLevel: readLogLevel(env['ROSTER_LOG_LEVEL']),
    startedByNpm: env['npm_lifecycle_event'] !== undefined,
  }
}

/** The value is not repeated: it may hold a password. */
function readDatabaseUrl(value: string | undefined): string | undefined {
  if (!value) return undefined
  const isFile = value.startsWith('sqlite:') && !/^sqlite:(:memory:)?$/.test(value)
  const isServer = /^postgres(ql)?:\/\//.test(value)
  if (isFile || isServer) return value
  throw new Problem(
    'ROSTER_DATABASE_URL must be sqlite: and the path of a file, or postgres://user:password@host/database ' +
      'with special characters percent-encoded.',
  )
}

function readPublicUrl(value: string | undefined): string | undefined {
  if (!value) return undefined
  const url = URL.parse(value)
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  if (isPlain) return url.href.replace(/\/+$/, '')
  throw new Problem(`ROSTER_PUBLIC_URL must be an address like https://roster.example, and is "${value}".`)
}

function readPort(value: string | undefined): number {
  if (!value) return 4000
  const port = Number(value)
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port
  throw new Problem(`ROSTER_PORT must be a number from 0 to 65535, and is "${value}".`)
}

function readLogLevel(value: string | undefined): LogLevel | undefined {
  if (!value) return undefined
  const level = logLevels.find((known) => known === value)
  if (level) return level
  throw new Problem(`ROSTER_LOG_LEVEL must be one of ${logLevels.join(', ')}, and is "${value}".`)
}
