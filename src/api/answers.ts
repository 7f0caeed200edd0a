import { setImmediate } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { AskedLately } from './asked-lately.ts'
import { Shelf } from './shelf.ts'

/** All answers together. */
const MOST_BYTES = 32 * 1024 * 1024

/** An answer, and whether it depends only on the data. */
interface Made {
  text: string
  holds: boolean
}

/**
 * Answers of reads, for further requests for the same while the data is the same. Any change of the data, by whatever
 * process, ends all of them. An answer is kept when its question comes a second time: most of a large store are asked
 * for once, and keeping those costs memory, and the collector's time, for nothing.
 */
export class Answers {
  readonly #context: { database: Pick<Database, 'revision'> }
  readonly #kept = new Shelf(MOST_BYTES)
  readonly #asked = new AskedLately()
  #turn: Promise<void> | undefined
  #pace: Promise<void> | undefined
  #revision: string | number | undefined

  constructor(context: { database: Pick<Database, 'revision'> }) {
    this.#context = context
  }

  /** The answer to `key`: the one that is kept, where it still holds, or else what `make` reads. */
  async find(key: string, make: () => Promise<Made>): Promise<Buffer> {
    this.#turn ??= this.#endOfTurn()
    await this.#turn
    if (this.#revision === undefined || this.#kept.has(key)) {
      this.#pace ??= this.#keepPace()
      await this.#pace
    }
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    // Taken before the data is read: if the data changes meanwhile, this is not its revision any more.
    const revision = this.#revision
    const made = await make()
    const text = Buffer.from(made.text)
    const asked = this.#asked.ask(key)
    if (asked && made.holds && revision === this.#revision) this.#kept.add(key, text)
    return text
  }

  /**
   * Requests that arrive in one turn of the event loop are answered together at its end: they share one query for the
   * revision, and a client with many connections is woken once.
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
