import type { Job, Outcome } from './postgres-batch.ts'
import { Disconnected } from './postgres-errors.ts'
import type { Lease, Servers } from './postgres-servers.ts'

/** How many reads share a packet, so that a slow one does not delay too many others. */
const MOST_TOGETHER = 16

interface Waiting extends Job {
  /** When it was asked for, in milliseconds. */
  since: number
  /** Whether it must not share a packet with others. */
  alone: boolean
}

interface Limits {
  /** How many connections reads share. */
  connections: number
  /** How long a read may wait for a free one. */
  patienceMs: number
}

/** Reads outside of transactions, on a few connections. One that gets free sends the reads that wait in one packet. */
export class Reading {
  readonly #servers: Servers
  readonly #limits: Limits
  readonly #free: Lease[] = []
  readonly #waiting: Waiting[] = []
  #connections = 0
  #opening = 0
  #scheduled = false
  #patience: NodeJS.Timeout | undefined
  #closing = false

  constructor(servers: Servers, limits: Limits) {
    this.#servers = servers
    this.#limits = limits
  }

  send(text: string, values: readonly unknown[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        text,
        values,
        resolve,
        reject,
        since: performance.now(),
        alone: goesAlone(text),
      })
      if (this.#scheduled) return
      this.#scheduled = true
      // At the end of this turn of the event loop, so that the reads of requests that arrived together share a packet.
      setImmediate(() => {
        this.#scheduled = false
        this.#start()
      })
    })
  }

  /** Returns the connections to their pool as they get free. */
  close(): void {
    this.#closing = true
    for (const lease of this.#free.splice(0)) lease.release()
  }

  #start(): void {
    while (this.#waiting.length > 0) {
      const lease = this.#free.pop()
      if (lease) void this.#serve(lease)
      else if (this.#connections === this.#limits.connections) break
      else if (this.#waiting.length <= this.#opening * MOST_TOGETHER) break
      else void this.#open()
    }
    if (this.#waiting.length > 0) this.#patience ??= this.#losePatience()
  }

  async #open(): Promise<void> {
    this.#connections += 1
    this.#opening += 1
    try {
      const lease = await this.#servers.lease('reading')
      this.#opening -= 1
      await this.#serve(lease)
    } catch (error) {
      this.#opening -= 1
      this.#connections -= 1
      // Other connections will serve those who wait.
      if (this.#connections === 0) for (const { reject } of this.#waiting.splice(0)) reject(error)
    }
  }

  async #serve(lease: Lease): Promise<void> {
    const { connection } = lease
    while (!connection.spoiled && !lease.isStale()) {
      const jobs = this.#take()
      if (jobs.length === 0 && !this.#closing) return void this.#free.push(lease)
      if (jobs.length === 0) break
      this.#waiting.unshift(...(await connection.run(jobs)))
    }
    this.#connections -= 1
    lease.release()
    this.#start()
  }

  #take(): Waiting[] {
    let end = 0
    while (end < MOST_TOGETHER && this.#waiting[end]?.alone === false) end += 1
    return this.#waiting.splice(0, end || 1)
  }

  /** Rejects the reads that have waited too long, and sets a timer for the next. */
  #losePatience(): NodeJS.Timeout | undefined {
    const { patienceMs } = this.#limits
    const oldest = performance.now() - patienceMs
    while (this.#waiting[0] && this.#waiting[0].since <= oldest)
      this.#waiting.shift()?.reject(new Disconnected('all connections for reading are in use'))
    const [next] = this.#waiting
    return (
      next &&
      setTimeout(() => {
        this.#patience = this.#losePatience()
      }, next.since - oldest)
    )
  }
}

/** A statement that writes would be rolled back if another one of its packet failed, and a search may take long. */
function goesAlone(text: string): boolean {
  return !text.startsWith('select ') || text.includes(' like ')
}
