import pg from 'pg'
import type { ConnectionCount, LostConnection } from './database.ts'
import { reasonOf } from './errors.ts'
import { Connection } from './postgres-connection.ts'
import { codeOf, Disconnected, OUTDATED, READ_ONLY } from './postgres-errors.ts'
import type { Settings } from './postgres-url.ts'

/** The driver's message when no connection gets free in time. */
const FULL = 'timeout exceeded when trying to connect'
/** After so long without traffic, keep-alive packets ask whether the server is still there. */
const KEEP_ALIVE_MS = 10_000

class ReadOnlyServer extends Error {
  readonly code = READ_ONLY
  constructor() {
    super('it takes no writes')
  }
}

/** Errors after which no other connection to the server can be used either. */
const CONCERNS_ALL = new Set([READ_ONLY, OUTDATED])

/** What a connection is for. Each use has a pool of its own, so that reads and writes cannot starve each other. */
type Use = 'reading' | 'writing'

interface Server {
  address: string
  pools: Record<Use, pg.Pool>
  /** Raised when older connections must be replaced: the server takes no writes any more, or its schema has changed. */
  turn: number
}

/** A connection for exclusive use. */
export interface Lease {
  connection: Connection
  /** Whether another server has taken over since, or connections to this one must be replaced. */
  isStale(): boolean
  /** Returns it to the pool, which closes it if it must not be used again. */
  release(): void
}

/** Pools of connections to each server. The server that takes writes is used. */
export class Servers {
  readonly #settings: Settings
  readonly #servers: readonly Server[]
  readonly #made = new WeakMap<pg.PoolClient, { connection: Connection; turn: number }>()
  #current: Server | undefined
  #told = false
  #closed: Promise<unknown> | undefined

  constructor(settings: Settings, onLost: LostConnection) {
    this.#settings = settings
    this.#servers = settings.servers.map(({ url, address }) => this.#open(url, address, onLost))
  }

  /**
   * Leases a connection to the server that took writes last, or else to the first one that does.
   *
   * @throws Disconnected
   */
  async lease(use: Use): Promise<Lease> {
    const failures: { address: string; error: unknown }[] = []
    for (const server of this.#inTurn()) {
      try {
        const lease = await this.#leaseFrom(server, use)
        this.#current = server
        return lease
      } catch (error) {
        if (reasonOf(error) === FULL) throw new Disconnected(`all connections for ${use} are in use`)
        failures.push({ address: server.address, error })
      }
    }
    throw unreachable(failures)
  }

  /** Those to all servers together. */
  connections(): ConnectionCount[] {
    return (['reading', 'writing'] as const).map((use) => {
      const pools = this.#servers.map(({ pools }) => pools[use])
      const idle = sum(pools.map(({ idleCount }) => idleCount))
      const busy = sum(pools.map(({ totalCount }) => totalCount)) - idle
      return { use, busy, idle, awaited: sum(pools.map(({ waitingCount }) => waitingCount)) }
    })
  }

  async close(): Promise<void> {
    this.#closed ??= Promise.all(
      this.#servers.flatMap(({ pools }) => [pools.reading.end(), pools.writing.end()]),
    )
    await this.#closed
  }

  #inTurn(): Server[] {
    const start = this.#current ? this.#servers.indexOf(this.#current) : 0
    return [...this.#servers.slice(start), ...this.#servers.slice(0, start)]
  }

  #open(url: string, address: string, onLost: LostConnection): Server {
    const { connections } = this.#settings
    const reading = this.#openPool(url, connections.reading, onLost)
    return { address, turn: 0, pools: { reading, writing: this.#openPool(url, connections.writing, onLost) } }
  }

  #openPool(url: string, max: number, onLost: LostConnection): pg.Pool {
    const { connectTimeoutMs, statementTimeoutMs } = this.#settings
    const pool = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      fallback_application_name: 'roster',
      verify: assertTakesWrites,
    })
    pool.on('connect', (client) => {
      this.#told = false
      client.on('error', (error) => {
        // Not reported when a statement fails with it, and reported once when all are lost together.
        const connection = this.#made.get(client)?.connection
        if (connection?.running || connection?.spoiled || this.#told) return
        this.#told = true
        onLost(error)
      })
    })
    // Without a listener, an idle connection that is lost would end the process.
    pool.on('error', () => {})
    return pool
  }

  async #leaseFrom(server: Server, use: Use): Promise<Lease> {
    for (;;) {
      const client = await server.pools[use].connect()
      const { connection, turn } = this.#madeOf(client, server)
      if (turn === server.turn) {
        return {
          connection,
          isStale: () => server !== this.#current || turn !== server.turn,
          release() {
            if (CONCERNS_ALL.has(codeOf(connection.spoiled))) server.turn += 1
            client.release(connection.spoiled !== undefined)
          },
        }
      }
      client.release(true)
    }
  }

  #madeOf(client: pg.PoolClient, { turn }: Server) {
    const known = this.#made.get(client)
    if (known) return known
    const made = { connection: new Connection(client, this.#settings.statementTimeoutMs), turn }
    this.#made.set(client, made)
    return made
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

function assertTakesWrites(client: pg.PoolClient, done: (error?: Error) => void): void {
  client
    .query<{ transaction_read_only: string }>('show transaction_read_only')
    .then(
      ({ rows }) => done(rows[0]?.transaction_read_only === 'off' ? undefined : new ReadOnlyServer()),
      done,
    )
}

/** Names as the cause the failure that says most about what to do. */
function unreachable(failures: { address: string; error: unknown }[]): Disconnected {
  const errors = failures.map(({ error }) => error)
  const cause =
    errors.find((error) => error instanceof pg.DatabaseError) ??
    errors.find((error) => error instanceof ReadOnlyServer) ??
    errors[0]
  const reasons = failures.map(({ address, error }) =>
    failures.length > 1 ? `${address}: ${reasonOf(error)}` : reasonOf(error),
  )
  return new Disconnected(reasons.join('; '), { cause })
}
