/** The room is divided into this many parts, each of which is dropped as a whole. */
const PARTS = 32
/** Limited too, because each text also has an entry in the heap, however short it is. */
const MOST_TEXTS = 100_000

interface Part {
  room: Buffer
  /** Where its next text goes. */
  end: number
  keys: string[]
  /** Of all keys together, which count as texts do: anybody who asks makes them as long as they like. */
  keyLetters: number
}

/**
 * Texts by key in a room of a fixed number of bytes: when it is full, the oldest part is dropped. The room is outside of
 * the heap, which would grow to twice what it keeps. Nothing is ever overwritten, so a text that was handed out stays as
 * it is: a part that is dropped is replaced by a new one.
 */
export class Shelf {
  readonly #texts = new Map<string, Buffer>()
  readonly #partBytes: number
  /** Oldest first. */
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

  /** Keeps a text unless it is empty, longer with its key than a part of the room, or there already. */
  add(key: string, text: Buffer): void {
    const size = key.length + text.length
    if (text.length === 0 || size > this.#partBytes || this.#texts.has(key)) return
    const part = this.#partFor(size)
    const start = part.end
    part.end += text.copy(part.room, start)
    part.keys.push(key)
    part.keyLetters += key.length
    this.#texts.set(key, part.room.subarray(start, part.end))
  }

  /** Forgets all. The last part goes on being filled. */
  clear(): void {
    this.#texts.clear()
    this.#parts = this.#parts.slice(-1)
    for (const part of this.#parts) {
      part.keys = []
      part.keyLetters = 0
    }
  }

  #partFor(size: number): Part {
    const last = this.#parts.at(-1)
    const isRoom = last && last.end + last.keyLetters + size <= this.#partBytes
    if (isRoom && last.keys.length < MOST_TEXTS / PARTS) return last
    if (this.#parts.length === PARTS) {
      for (const key of this.#parts.shift()?.keys ?? []) this.#texts.delete(key)
    }
    const part = { room: Buffer.allocUnsafeSlow(this.#partBytes), end: 0, keys: [], keyLetters: 0 }
    this.#parts.push(part)
    return part
  }
}
