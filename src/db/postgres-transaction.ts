import { Kysely } from 'kysely'
import type { Job, Outcome } from './postgres-batch.ts'
import type { Connection } from './postgres-connection.ts'
import { dialectOver } from './postgres-dialect.ts'
import { Disconnected } from './postgres-errors.ts'
import { asTx, type Tables, type Tx } from './schema.ts'

/** Transactions on one connection, one after another. */
export class Transactions {
  readonly #connection: Connection
  readonly #tx: Tx
  #waiting: Job[] = []
  #running = false
  #state: 'ended' | 'open' | 'begun' = 'ended'
  /** The error of a statement that was sent by `#askLater`. */
  #failure: unknown

  constructor(connection: Connection) {
    this.#connection = connection
    const dialect = dialectOver(
      (text, values) => this.#ask(text, values),
      (text, values) => this.#askLater(text, values),
    )
    this.#tx = asTx(new Kysely<Tables>({ dialect }))
  }

  /** Commits when `work` resolves, rolls back when it rejects. */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#state = 'open'
    this.#failure = undefined
    try {
      const value = await work(this.#tx)
      if (this.#hasBegun()) await this.#commit()
      return value
    } catch (error) {
      if (this.#hasBegun()) await this.#rollback()
      throw this.#failure ?? error
    } finally {
      this.#state = 'ended'
    }
  }

  #hasBegun(): boolean {
    return this.#state === 'begun'
  }

  async #ask(text: string, values: readonly unknown[]): Promise<Outcome> {
    this.#beginOnce()
    return this.#send(text, values)
  }

  /** Sends a statement together with the next one. */
  #askLater(text: string, values: readonly unknown[]): void {
    this.#beginOnce()
    const reject = (error: unknown) => {
      this.#failure ??= error
    }
    this.#waiting.push({ text, values, resolve: () => {}, reject })
  }

  /** Puts `begin` into the packet of the first statement. */
  #beginOnce(): void {
    if (this.#state === 'ended') throw new Error('The transaction has ended.')
    if (this.#state === 'open') {
      this.#state = 'begun'
      // It fails only when the connection is lost, which the statements behind it report.
      this.#waiting.push({ text: 'begin', values: [], resolve: () => {}, reject: () => {} })
    }
  }

  #send(text: string, values: readonly unknown[] = []): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, values, resolve, reject })
      if (this.#running) return
      this.#running = true
      // Statements that do not wait for each other share a packet.
      process.nextTick(() => this.#drain())
    })
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const undone = await this.#connection.run(this.#waiting.splice(0))
      this.#waiting = [...undone, ...this.#waiting]
      const { spoiled } = this.#connection
      if (spoiled) for (const { reject } of this.#waiting.splice(0)) reject(lost(spoiled))
    }
    this.#running = false
  }

  /** @throws Disconnected when nobody can tell whether it will last */
  async #commit(): Promise<void> {
    this.#connection.warned = false
    const { command } = await this.#send('commit')
    this.#state = 'ended'
    if (command !== 'COMMIT') throw new Error('The server has given up the transaction.')
    // The server warns when it stops waiting for the standby, which may not have the transaction.
    if (this.#connection.warned) throw new Disconnected('The standby has not confirmed the commit')
  }

  async #rollback(): Promise<void> {
    if (this.#connection.spoiled) return
    try {
      await this.#send('rollback')
    } catch (error) {
      this.#connection.spoiled ??= error
    }
  }
}

function lost(cause: unknown): Disconnected {
  return new Disconnected('The connection to the database was lost', { cause })
}
