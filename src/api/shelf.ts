/** In so many parts the room is: one gives way at a time, with all that is in it. */
const PARTS = 32
/** Each takes some room in the heap, however short it is. */
const MOST_TEXTS = 100_000

interface Part {
  room: Buffer
  /** Where its next text goes. */
  end: number
  keys: string[]
}

/**
 * Texts by key in a room of a fixed size, in bytes: when it is full the oldest give way. The room is outside of the
 * heap, which would grow to twice of what it keeps. What was given out stays as it is, since nothing is ever written
 * over: the part that gives way is let go, and another is taken in its place.
 */
export class Shelf {
  readonly #texts = new Map<string, Buffer>()
  readonly #partBytes: number
  /** The oldest first. */
  #parts: Part[] = []

  constructor(bytes: number) {
    this.#partBytes = Math.floor(bytes / PARTS)
  }

  has(key: string): boolean {
    return this.#texts.has(key)
  }

  get(key: string): Buffer | undefined {
    return this.#texts.get(key)
  }

  /** Keeps a text unless it is empty, longer than a part of the room, or there already. */
  add(key: string, text: Buffer): void {
    if (text.length === 0 || text.length > this.#partBytes || this.#texts.has(key)) return
    const part = this.#partFor(text)
    const start = part.end
    part.end += text.copy(part.room, start)
    part.keys.push(key)
    this.#texts.set(key, part.room.subarray(start, part.end))
  }

  /** Forgets all. The last part stays, for what comes next. */
  clear(): void {
    this.#texts.clear()
    this.#parts = this.#parts.slice(-1)
    for (const part of this.#parts) part.keys = []
  }

  #partFor({ length }: Buffer): Part {
    const last = this.#parts.at(-1)
    if (last && last.end + length <= this.#partBytes && last.keys.length < MOST_TEXTS / PARTS) return last
    if (this.#parts.length === PARTS) {
      for (const key of this.#parts.shift()?.keys ?? []) this.#texts.delete(key)
    }
    const part = { room: Buffer.allocUnsafeSlow(this.#partBytes), end: 0, keys: [] }
    this.#parts.push(part)
    return part
  }
}
