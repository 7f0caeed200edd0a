import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { Tx } from './schema.ts'

interface Job {
  work: (tx: Tx) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (reason: unknown) => void
}

/**
 * Runs transactions on one connection. Those that wait at the same moment share one commit, and so one
 * wait for the disk; a savepoint each keeps them apart. None hears of its outcome before the commit.
 */
export class GroupCommit {
  readonly #raw: DatabaseSync
  readonly #tx: Tx
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  constructor(raw: DatabaseSync, tx: Tx) {
    this.#raw = raw
    this.#tx = tx
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // Safe because the value that `resolve` is given is the one that `work` answered.
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // Requests that arrived together come in one turn of the event loop; wait for its end to have them all.
    await setImmediate()
    while (this.#waiting.length > 0) await this.#commitTogether(this.#waiting.splice(0))
    this.#running = undefined
  }

  async #commitTogether(jobs: readonly Job[]): Promise<void> {
    const settle: (() => void)[] = []
    try {
      this.#raw.exec('begin immediate')
      for (const job of jobs) settle.push(await this.#attempt(job))
      this.#raw.exec('commit')
    } catch (reason) {
      if (this.#raw.isTransaction) this.#raw.exec('rollback')
      for (const job of jobs) job.reject(reason)
      return
    }
    for (const tell of settle) tell()
  }

  /** Answers how to tell the outcome. Throws only when the engine gave up the whole transaction, as on a full disk. */
  async #attempt({ work, resolve, reject }: Job): Promise<() => void> {
    this.#raw.exec('savepoint job')
    try {
      const value = await work(this.#tx)
      this.#raw.exec('release job')
      return () => resolve(value)
    } catch (reason) {
      if (!this.#raw.isTransaction) throw reason
      this.#raw.exec('rollback to job')
      this.#raw.exec('release job')
      return () => reject(reason)
    }
  }
}
