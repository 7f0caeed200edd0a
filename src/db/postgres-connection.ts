import type pg from 'pg'
import { Batch, type Failure, type Job, type Prepared } from './postgres-batch.ts'
import { Disconnected, spoils } from './postgres-errors.ts'

/** How many statements stay prepared on a connection; the oldest is replaced. */
const MOST_PREPARED = 300
/** How long to wait for an answer beyond the statement timeout. */
const GRACE_MS = 5_000

/** A connection of a pool, with its prepared statements. */
export class Connection {
  readonly #client: pg.PoolClient
  readonly #prepared = new Map<string, Prepared>()
  readonly #statementTimeoutMs: number
  /** Whether statements run without a timeout. */
  unlimited = false
  /** Whether the server has sent a warning. */
  warned = false
  /** Whether somebody waits for an answer. */
  running = false
  /** Why it must not be used again. */
  spoiled: unknown

  /** @param statementTimeoutMs the server's `statement_timeout`; 0 for none */
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
   * Runs statements in their order, in one packet. Each job is told its own outcome. Answers the jobs that did not run
   * because one before them failed; when the connection is spoiled, they may run on another one.
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

  /** A search stays unnamed, so that it is planned for its text: a plan for any text reads every row. */
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

  /** For a server whose machine is gone: it never answers, and the connection stays open. */
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
