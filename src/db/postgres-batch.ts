import type { Duplex } from 'node:stream'
import pg from 'pg'
import { codeOf, Disconnected, OUTDATED } from './postgres-errors.ts'

/** A statement, and who waits for its outcome. */
export interface Job {
  text: string
  values: readonly unknown[]
  resolve(outcome: Outcome): void
  reject(reason: unknown): void
}

export interface Outcome {
  rows: unknown[]
  /** The server's command tag, as `UPDATE 3`. */
  command: string
}

/** A statement on the server: its name there, and how to read the columns of its rows. */
export interface Prepared {
  /** Empty for an unnamed statement, which the next unnamed one replaces. */
  name: string
  parsed: boolean
  columns: { name: string; read: (text: string) => unknown }[]
}

export type Step = Omit<Job, 'reject'> & { prepared: Prepared }

export interface Failure {
  error: Error
  /** The index of the step that failed; those after it did not run. */
  at: number
  /** Whether it failed because its table has changed since it was prepared. */
  outdated: boolean
}

/**
 * Statements that are sent in one packet and answered in one, because a packet costs more than most statements. All
 * outcomes are told after the last statement has run. After one that fails, those behind it do not run.
 *
 * The driver calls the methods as the server's messages come in.
 */
export class Batch implements pg.Submittable {
  readonly #steps: readonly Step[]
  readonly #ended: (failure?: Failure) => void
  readonly #outcomes: Outcome[]
  readonly #parsing: { prepared: Prepared; at: number }[] = []
  #stream: Duplex | undefined
  #at = 0

  /** `ended` is called after the last message, with the step that failed, if any. */
  constructor(steps: readonly Step[], ended: (failure?: Failure) => void) {
    this.#steps = steps
    this.#ended = ended
    this.#outcomes = steps.map(() => ({ rows: [], command: '' }))
  }

  submit(connection: pg.Connection): void {
    const { stream } = connection
    this.#stream = stream
    stream.cork()
    for (const [at, { text, values, prepared }] of this.#steps.entries()) {
      const { name } = prepared
      if (!prepared.parsed) {
        // Another statement may have had the name, or this one, if a later step failed after it was prepared.
        if (name) connection.close({ type: 'S', name }, true)
        connection.parse({ name, text, types: [] }, true)
        connection.describe({ type: 'S', name }, true)
        prepared.parsed = name !== ''
        this.#parsing.push({ prepared, at })
      }
      connection.bind({ statement: name, values: values.map(toText) }, true)
      connection.execute(null, true)
    }
    connection.sync()
    stream.uncork()
  }

  /** Ends the connection; whoever waits for an answer is told so. */
  abandon(): void {
    this.#stream?.destroy(new Error('The server does not answer'))
  }

  handleRowDescription({ fields }: { fields: pg.FieldDef[] }): void {
    const step = this.#steps[this.#at]
    if (step)
      step.prepared.columns = fields.map(({ name, dataTypeID }) => ({ name, read: readerOf(dataTypeID) }))
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const columns = this.#steps[this.#at]?.prepared.columns ?? []
    const row: Record<string, unknown> = {}
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index]
      const text = fields[index]
      if (column) row[column.name] = text == null ? null : column.read(text)
    }
    this.#outcomes[this.#at]?.rows.push(row)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const outcome = this.#outcomes[this.#at]
    if (outcome) outcome.command = text
    this.#at += 1
  }

  handleEmptyQuery(): void {
    this.#at += 1
  }

  handleReadyForQuery(): void {
    this.#tell(this.#steps.length)
    this.#ended()
  }

  handleError(error: Error): void {
    const refused = error instanceof pg.DatabaseError
    // An error after all have run, as when a deferred constraint fails at commit, belongs to the last step.
    const at = refused ? Math.min(this.#at, this.#steps.length - 1) : 0
    this.#tell(at)
    const fresh = this.#parsing.filter(({ at: first }) => first >= at)
    for (const { prepared } of fresh) prepared.parsed = false
    this.#ended({
      error: refused ? error : new Disconnected(error.message, { cause: error }),
      at,
      outdated: codeOf(error) === OUTDATED && fresh[0]?.at !== at,
    })
  }

  handleParseComplete(): void {}

  #tell(before: number): void {
    for (let index = 0; index < before; index += 1) {
      const outcome = this.#outcomes[index]
      if (outcome) this.#steps[index]?.resolve(outcome)
    }
  }
}

/** Ids, counts and times stay under 2^53, so they come as numbers and not as text. */
function readerOf(oid: number): (text: string) => unknown {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, 'text')
}

/** The domain passes only numbers, text and null. */
function toText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
