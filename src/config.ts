import { isIP } from 'node:net'
import { Problem } from './problem.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

export interface TraceSampling {
  name: (typeof samplers)[number]
  /** The part of all traces to keep, for samplers by ratio. */
  ratio: number
}

/** The settings in the environment; one that is left out or empty has its default. */
export interface Config {
  databaseUrl: string | undefined
  /** The folder for attachments. */
  files: string | undefined
  /** Where callers reach the server, without a slash at the end. */
  publicUrl: string | undefined
  host: string
  port: number
  logLevel: LogLevel | undefined
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[]
  /** Whether to answer `/metrics`. */
  metrics: boolean
  /** Which requests to trace; undefined for none. */
  traces: TraceSampling | undefined
  /** Whether `npm run` started the process. */
  startedByNpm: boolean
}

/** @throws Problem for a value that is not allowed */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  return {
    databaseUrl: readDatabaseUrl(env['ROSTER_DATABASE_URL']),
    files: env['ROSTER_FILES'] || undefined,
    publicUrl: readPublicUrl(env['ROSTER_PUBLIC_URL']),
    host: env['ROSTER_HOST'] || '127.0.0.1',
    port: readPort(env['ROSTER_PORT']),
    logLevel: readLogLevel(env['ROSTER_LOG_LEVEL']),
    trustedProxies: readProxies(env['ROSTER_TRUSTED_PROXIES']),
    metrics: readSwitch('ROSTER_METRICS', env['ROSTER_METRICS']),
    traces: readTraces(env),
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
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash
  if (isPlain && !url.username && !url.password) return url.href.replace(/\/+$/, '')
  throw new Problem(`ROSTER_PUBLIC_URL must be an address like https://roster.example, and is "${value}".`)
}

function readPort(value: string | undefined): number {
  if (!value) return 4000
  const port = Number(value)
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port
  throw new Problem(`ROSTER_PORT must be a number from 0 to 65535, and is "${value}".`)
}

function readProxies(value: string | undefined): string[] {
  const proxies = (value ?? '').split(',').map((proxy) => proxy.trim())
  const named = proxies.filter((proxy) => proxy !== '')
  const wrong = named.find((proxy) => !isNetwork(proxy))
  if (wrong === undefined) return named
  throw new Problem(
    `ROSTER_TRUSTED_PROXIES must be addresses or networks like 10.0.0.0/8 with a comma between, and has "${wrong}".`,
  )
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (bits === undefined) return most > 0
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most
}

function readSwitch(name: string, value: string | undefined): boolean {
  if (!value || value === '0') return false
  if (value === '1') return true
  throw new Problem(`${name} must be 1 or 0, and is "${value}".`)
}

/** From the variables that OpenTelemetry defines for all programs. */
function readTraces(env: NodeJS.ProcessEnv): TraceSampling | undefined {
  const place = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
    ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
    : 'OTEL_EXPORTER_OTLP_ENDPOINT'
  const endpoint = env[place]
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none'
  if (!endpoint || isOff) return undefined
  // The exporter would send to an address of its own. The value is not repeated: it may hold a password.
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new Problem(`${place} must be an address like http://127.0.0.1:4318.`)
  const named = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on'
  const name = samplers.find((known) => known === named)
  if (!name)
    throw new Problem(`OTEL_TRACES_SAMPLER must be one of ${samplers.join(', ')}, and is "${named}".`)
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || 1)
  if (ratio >= 0 && ratio <= 1) return { name, ratio }
  throw new Problem('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.')
}

function readLogLevel(value: string | undefined): LogLevel | undefined {
  if (!value) return undefined
  const level = logLevels.find((known) => known === value)
  if (level) return level
  throw new Problem(`ROSTER_LOG_LEVEL must be one of ${logLevels.join(', ')}, and is "${value}".`)
}
