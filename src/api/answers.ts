import { setImmediate } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { Shelf } from './shelf.ts'

/** Of all answers together. */
const MOST_BYTES = 32 * 1024 * 1024

/** An answer, and whether it follows from the data alone. */
interface Made {
  text: string
  holds: boolean
}

/**
 * What reads have answered, for whoever asks the same again while the data is the same. It never answers what has
 * changed, whichever process has changed it, and forgets all when anything has.
 */
export class Answers {
  readonly #context: { database: Pick<Database, 'revision'> }
  readonly #kept = new Shelf(MOST_BYTES)
  #turn: Promise<void> | undefined
  #pace: Promise<void> | undefined
  #revision: string | number | undefined

  constructor(context: { database: Pick<Database, 'revision'> }) {
    this.#context = context
  }

  /** The answer to `key`: what was answered before where that still holds, else what `make` reads. */
  async find(key: string, make: () => Promise<Made>): Promise<Buffer> {
    this.#turn ??= this.#endOfTurn()
    await this.#turn
    if (this.#revision === undefined || this.#kept.has(key)) {
      this.#pace ??= this.#keepPace()
      await this.#pace
    }
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    // Looked up before the data is read: should that change in between, the revision is another one by then.
    const revision = this.#revision
    const made = await make()
    const text = Buffer.from(made.text)
    if (made.holds && revision === this.#revision) this.#kept.add(key, text)
    return text
  }

  /**
   * Requests that arrive in one turn of the event loop are answered together at its end: then one question for the
   * revision serves all, and whoever waits for many answers is woken once.
   */
  async #endOfTurn(): Promise<void> {
    await setImmediate()
    this.#turn = undefined
    this.#pace = undefined
  }

  async #keepPace(): Promise<void> {
    const revision = await this.#context.database.revision()
    if (revision === this.#revision) return
    this.#kept.clear()
    this.#revision = revision
  }
}
