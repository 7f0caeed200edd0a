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
  #revision: string | number | undefined

  constructor(context: { database: Pick<Database, 'revision'> }) {
    this.#context = context
  }

  /** The answer to `key`: what was answered before where that still holds, else what `make` reads. */
  async find(key: string, make: () => Promise<Made>): Promise<string> {
    if (this.#revision === undefined || this.#kept.has(key)) await this.#keepPace()
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    // Looked up before the data is read: should that change in between, the revision is another one by then.
    const revision = this.#revision
    const { text, holds } = await make()
    if (holds && revision === this.#revision) this.#kept.add(key, text)
    return text
  }

  async #keepPace(): Promise<void> {
    const revision = await this.#context.database.revision()
    if (revision === this.#revision) return
    this.#kept.clear()
    this.#revision = revision
  }
}
