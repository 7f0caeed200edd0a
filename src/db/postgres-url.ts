import pg from 'pg'
import { reasonOf, UnusableDatabase } from './errors.ts'

/** Groups: what is before the hosts, the hosts, and what is after them. */
const PARTS = /^(\w+:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s
const MOST_READING = 3

/** The servers of a database, and how to use them. */
export interface Settings {
  /** An address of the same database for each server, in the order in which they are tried. */
  servers: { url: string; address: string }[]
  /** The address without the password, for messages. */
  place: string
  /** The timeout of a statement; 0 for none. */
  statementTimeoutMs: number
  /** The timeout of connecting, and of waiting for a free connection. */
  connectTimeoutMs: number
  /** How many connections there are at most. */
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
  // The driver would accept it, and then also take characters that are encoded correctly for something else.
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
  // A few are enough for reads, which share them.
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
