import pg from 'pg'
import { reasonOf, UnusableDatabase } from './errors.ts'

/** What stands before the hosts, the hosts, and what stands after them. */
const PARTS = /^(\w+:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s
const MOST_READING = 3

/** Which servers there are, and how to deal with them. */
export interface Settings {
  /** The same database by each of its servers, in the order in which they are asked. */
  servers: { url: string; address: string }[]
  /** Names the database without the password. */
  place: string
  /** How long a server has for a statement; 0 for as long as it likes. */
  statementTimeoutMs: number
  /** How long to wait for a connection. */
  connectTimeoutMs: number
  /** How many connections to have at the most. */
  connections: { reading: number; writing: number }
}

/**
 * Reads `postgres://user:password@host:port,host:port/name?…`. The parameters are those of the driver (`sslmode`,
 * `sslrootcert`, `application_name`, …) with `statement_timeout` in milliseconds, `connect_timeout` in seconds and
 * `pool_max_conns`.
 *
 * @throws UnusableDatabase
 */
export function readUrl(url: string): Settings {
  // The driver would take it for itself, and then other characters, which are encoded well, for what they are not.
  if (/%(?![0-9a-f]{2})/i.test(url)) {
    throw new UnusableDatabase(
      'The address of the database cannot be read: write a % that stands for itself as %25, and other special characters ' +
        'percent-encoded.',
    )
  }
  const [, before = '', hosts = '', after = ''] = PARTS.exec(url) ?? []
  const urls = hosts.split(',').map((host) => `${before}${host}${after}`)
  const clients = urls.map(readOne)
  const addresses = clients.map(({ host, port }) => (host.startsWith('/') ? host : `${host}:${port}`))
  const parameters = new URLSearchParams(/\?([^#]*)/.exec(after)?.[1])
  const most = readNumber(parameters, 'pool_max_conns', 10, 2)
  // Reads share their connections, so a few do.
  const reading = Math.min(MOST_READING, Math.floor(most / 2))
  return {
    servers: urls.map((url, index) => ({ url, address: addresses[index] ?? '' })),
    place: `The PostgreSQL database "${clients[0]?.database}" at ${addresses.join(', ')}`,
    statementTimeoutMs: readNumber(parameters, 'statement_timeout', 30_000, 0),
    connectTimeoutMs: readNumber(parameters, 'connect_timeout', 5, 1) * 1000,
    connections: { reading, writing: most - reading },
  }
}

function readOne(url: string): pg.Client {
  try {
    return new pg.Client({ connectionString: url })
  } catch (error) {
    if (error instanceof Error && 'path' in error) {
      throw new UnusableDatabase(
        `A file that the address of the database names cannot be read (${reasonOf(error)}): correct its path, or its rights.`,
      )
    }
    throw new UnusableDatabase(
      `The address of the database cannot be read (${reasonOf(error)}): write postgres://user:password@host:port/name, ` +
        'with special characters percent-encoded.',
    )
  }
}

function readNumber(parameters: URLSearchParams, name: string, usual: number, least: number): number {
  const text = parameters.get(name)
  if (text === null) return usual
  const value = Number(text)
  if (/^\d{1,9}$/.test(text) && value >= least) return value
  throw new UnusableDatabase(
    `The address of the database cannot be read: ${name} must be a whole number from ${least}, and is "${text}".`,
  )
}
