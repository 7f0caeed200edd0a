import type pg from 'pg'
import { Batch, type Failure, type Job, type Prepared } from './postgres-batch.ts'
import { Disconnected, spoils } from './postgres-errors.ts'

/** Texts that the server keeps prepared on a connection; the oldest gives way. */
const MOST_PREPARED = 300
/** How long a server may be silent beyond the time that it gives its statements. */
const GRACE_MS = 5_000

/** A connection while it is lent by its pool. */
export class Connection {
  readonly #client: pg.PoolClient
  readonly #prepared = new Map<string, Prepared>()
  readonly #statementTimeoutMs: number
  /** Whether statements may take as long as they like. */
  unlimited = false
  /** Whether the server has said that something is not as it was asked to be. */
  warned = false
  /** Whether somebody waits for an answer. */
  running = false
  /** Why it must not be used again. */
  spoiled: unknown

  /** @param statementTimeoutMs what the server gives a statement; 0 where that is as long as it likes */
  constructor(client: pg.PoolClient, statementTimeoutMs: number) {
    this.#client = client
    this.#statementTimeoutMs = statementTimeoutMs
    client.on('notice', ({ code }) => {
      if (code === '01000') this.warned = true
    })
    client.on('error', (error) => {
      this.spoiled ??= error
    })
  }

  /**
   * Runs statements in their order, all in one packet. Each hears of its own outcome; answers those that did not run
   * because one before them failed. What it answers when it is spoiled may run on another connection.
   */
  run<J extends Job>(jobs: readonly J[]): Promise<readonly J[]> {
    return new Promise((resolve) => {
      const steps = jobs.map(({ text, values, resolve }) => ({
        text,
        values,
        resolve,
        prepared: this.#prepare(text),
      }))
      const batch = new Batch(steps, (failure) => {
        clearTimeout(patience)
        this.running = false
        resolve(failure ? this.#refuse(jobs, failure) : [])
      })
      const patience = this.#limit(jobs.length, () => batch.abandon())
      this.running = true
      this.#client.query(batch)
    })
  }

  /** A search is planned for what is searched for: a plan for any text reads every row. */
  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text)
    if (known) return known
    if (text.includes(' like ')) return { name: '', parsed: false, columns: [] }
    const prepared = { name: this.#freeName(), parsed: false, columns: [] }
    this.#prepared.set(text, prepared)
    return prepared
  }

  #freeName(): string {
    if (this.#prepared.size < MOST_PREPARED) return `s${this.#prepared.size}`
    for (const [text, { name }] of this.#prepared) {
      this.#prepared.delete(text)
      return name
    }
    return ''
  }

  /** A server that vanished with its machine never answers, nor does it close anything. */
  #limit(statements: number, abandon: () => void): NodeJS.Timeout | undefined {
    if (this.#statementTimeoutMs === 0 || this.unlimited) return undefined
    return setTimeout(abandon, this.#statementTimeoutMs * statements + GRACE_MS)
  }

  #refuse<J extends Job>(jobs: readonly J[], { error, at, outdated }: Failure): readonly J[] {
    if (outdated) {
      this.spoiled ??= error
      return jobs.slice(at)
    }
    if (spoils(error)) this.spoiled ??= error
    if (error instanceof Disconnected) {
      for (const job of jobs) job.reject(error)
      return []
    }
    jobs[at]?.reject(error)
    return jobs.slice(at + 1)
  }
}
