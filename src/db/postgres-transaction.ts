import { Kysely } from 'kysely'
import { CommitInDoubt } from './errors.ts'
import type { Job, Outcome } from './postgres-batch.ts'
import type { Connection } from './postgres-connection.ts'
import { dialectOver } from './postgres-dialect.ts'
import { ABORTED, codeOf, Disconnected, spoils } from './postgres-errors.ts'
import { asTx, type Tables, type Tx } from './schema.ts'

/** A transaction on a connection that nobody else uses until it has ended. */
export class Transaction {
  readonly #connection: Connection
  #waiting: Job[] = []
  #running = false
  /** Whether the server has begun it and has not ended it. */
  #isOpen = false
  /** Whether `work` is done. */
  #isOver = false
  /** The error of a statement that was sent by `#askLater`. */
  #failure: unknown

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Commits when `work` resolves, rolls back when it rejects. What is sent after that is refused. */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const dialect = dialectOver(
      (text, values) => this.#ask(text, values),
      (text, values) => this.#askLater(text, values),
    )
    try {
      const value = await work(asTx(new Kysely<Tables>({ dialect })))
      this.#isOver = true
      if (this.#isOpen) await this.#commit()
      return value
    } catch (error) {
      this.#isOver = true
      if (this.#isOpen) await this.#rollback()
      // What was sent with a commit that nobody answered says less than the commit does.
      throw error instanceof CommitInDoubt ? error : (this.#failure ?? error)
    }
  }

  async #ask(text: string, values: readonly unknown[]): Promise<Outcome> {
    this.#beginOnce()
    return this.#send(text, values)
  }

  /** Sends a statement together with the next one. */
  #askLater(text: string, values: readonly unknown[]): void {
    this.#beginOnce()
    const reject = (error: unknown) => {
      // Behind a statement that failed: its own error says why, and whether the transaction may run again.
      if (codeOf(error) !== ABORTED) this.#failure ??= error
    }
    this.#waiting.push({ text, values, resolve: () => {}, reject })
  }

  /** Puts `begin` into the packet of the first statement. */
  #beginOnce(): void {
    if (this.#isOver) throw new Error('The transaction has ended.')
    if (this.#isOpen) return
    this.#isOpen = true
    // It fails only when the connection is lost, which the statements behind it report.
    this.#waiting.push({ text: 'begin', values: [], resolve: () => {}, reject: () => {} })
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

  /** @throws CommitInDoubt */
  async #commit(): Promise<void> {
    this.#connection.warned = false
    const { command } = await this.#send('commit').catch((cause) => {
      throw spoils(cause) ? new CommitInDoubt('The commit was not answered', { cause }) : cause
    })
    this.#isOpen = false
    if (command !== 'COMMIT') throw new Error('The server has given up the transaction.')
    // The server warns when it stops waiting for the standby, which may not have the transaction.
    if (this.#connection.warned) throw new CommitInDoubt('The standby has not confirmed the commit')
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
