import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { type Dialect, Kysely } from 'kysely'
import { asTx, type Tables, type Tx } from './schema.ts'
import { writingDialects } from './sqlite-dialect.ts'
import { BUSY, errorNumber } from './sqlite-errors.ts'

const BUSY_PAUSE_MS = 10
const MOST_BUSY_PAUSES = 200

/** What transactions are given. One that was refused may still send statements, so those after it get another. */
interface Handle {
  tx: Tx
  end(): void
}

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
  readonly #dialectUntil: (isOver: () => boolean) => Dialect
  readonly #commit: StatementSync
  readonly #savepoint: StatementSync
  readonly #release: StatementSync
  #handle: Handle
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  constructor(raw: DatabaseSync) {
    this.#raw = raw
    this.#dialectUntil = writingDialects(raw)
    this.#handle = this.#makeHandle()
    this.#commit = raw.prepare('commit')
    this.#savepoint = raw.prepare('savepoint job')
    this.#release = raw.prepare('release job')
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
    while (this.#running) await this.#running
  }

  #makeHandle(): Handle {
    let isOver = false
    const tx = asTx(new Kysely<Tables>({ dialect: this.#dialectUntil(() => isOver) }))
    return {
      tx,
      end() {
        isOver = true
      },
    }
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // At the end of this turn of the event loop, so that requests which arrive together share a commit, and reads
      // have their turn between commits.
      await setImmediate()
      await this.#commitTogether(this.#waiting.splice(0))
    }
    this.#running = undefined
  }

  async #commitTogether(jobs: readonly Job[]): Promise<void> {
    const settle: (() => void)[] = []
    try {
      await this.#begin()
      for (const job of jobs) settle.push(await this.#attempt(job))
      this.#commit.run()
    } catch (reason) {
      for (const job of jobs) job.reject(reason)
      if (this.#raw.isOpen && this.#raw.isTransaction) this.#raw.exec('rollback')
      return
    }
    for (const tell of settle) tell()
  }

  /** Waits for another process that writes. SQLite's own wait would block the event loop, and reads with it. */
  async #begin(): Promise<void> {
    for (let pauses = 0; ; pauses += 1) {
      try {
        return this.#raw.exec('begin immediate')
      } catch (reason) {
        if (errorNumber(reason) !== BUSY || pauses === MOST_BUSY_PAUSES) throw reason
        await setTimeout(BUSY_PAUSE_MS)
      }
    }
  }

  /** Answers a function that tells the outcome. Throws only when SQLite rolled all back, as on a full disk. */
  async #attempt({ work, resolve, reject }: Job): Promise<() => void> {
    this.#savepoint.run()
    try {
      const value = await work(this.#handle.tx)
      this.#release.run()
      return () => resolve(value)
    } catch (reason) {
      this.#handle.end()
      this.#handle = this.#makeHandle()
      if (!this.#raw.isTransaction) throw reason
      this.#raw.exec('rollback to job')
      this.#release.run()
      return () => reject(reason)
    }
  }
}
