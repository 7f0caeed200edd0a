import type { Database } from '../db/database.ts'

/** Of all answers together. */
const MOST_BYTES = 64 * 1024 * 1024
/** What one takes besides its texts. */
const BYTES_EACH = 200

/** An answer, and whether it follows from the data alone. */
interface Made {
  text: string
  holds: boolean
  /** Put there by who needs it, so that it is made once. */
  tag?: string
}

/**
 * What reads have answered, for whoever asks the same again while the data is the same. It never answers what has
 * changed, whichever process has changed it, and forgets all when anything has.
 */
export class Answers {
  readonly #context: { database: Pick<Database, 'revision'> }
  readonly #texts = new Map<string, Made>()
  #revision: string | number | undefined
  #bytes = 0

  constructor(context: { database: Pick<Database, 'revision'> }) {
    this.#context = context
  }

  /** The answer to `key`: what was answered before where that still holds, else what `make` reads. */
  async find(key: string, make: () => Promise<Made>): Promise<Made> {
    if (this.#revision === undefined || this.#texts.has(key)) await this.#keepPace()
    const known = this.#texts.get(key)
    if (known !== undefined) return known
    // Looked up before the data is read: should that change in between, the revision is another one by then.
    const revision = this.#revision
    const made = await make()
    if (made.holds && revision === this.#revision) this.#keep(key, made)
    return made
  }

  async #keepPace(): Promise<void> {
    const revision = await this.#context.database.revision()
    if (revision === this.#revision) return
    this.#texts.clear()
    this.#bytes = 0
    this.#revision = revision
  }

  #keep(key: string, made: Made): void {
    if (this.#texts.has(key)) return
    this.#texts.set(key, made)
    this.#bytes += sizeOf(key, made)
    for (const [oldest, itsMade] of this.#texts) {
      if (this.#bytes <= MOST_BYTES) return
      this.#texts.delete(oldest)
      this.#bytes -= sizeOf(oldest, itsMade)
    }
  }
}

/** Text outside Latin 1 takes two bytes a letter. */
function sizeOf(key: string, { text }: Made): number {
  return BYTES_EACH + 2 * (key.length + text.length)
}
