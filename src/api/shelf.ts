/** Each takes some room in the heap, however short it is. */
const MOST_TEXTS = 100_000

interface Place {
  start: number
  end: number
}

/**
 * Texts by key in a room of a fixed size, in bytes: when it is full the oldest give way. The room is outside of the
 * heap, which would grow to twice of what it keeps.
 */
export class Shelf {
  readonly #room: Buffer
  /** The oldest first: it stands where the next text goes, or after that. */
  readonly #places = new Map<string, Place>()
  #end = 0

  constructor(bytes: number) {
    this.#room = Buffer.allocUnsafeSlow(bytes)
  }

  has(key: string): boolean {
    return this.#places.has(key)
  }

  /** Answers a copy: its place may soon be another text's. */
  get(key: string): Buffer | undefined {
    const place = this.#places.get(key)
    return place && Buffer.from(this.#room.subarray(place.start, place.end))
  }

  /** Keeps a text unless it is empty, longer than the whole room, or there already. */
  add(key: string, text: Buffer): void {
    const bytes = text.length
    if (bytes === 0 || bytes > this.#room.length || this.#places.has(key)) return
    if (this.#end + bytes > this.#room.length) {
      this.#clear(this.#end, this.#room.length)
      this.#end = 0
    }
    if (this.#places.size === MOST_TEXTS) this.#forgetOldest()
    const place = { start: this.#end, end: this.#end + bytes }
    this.#clear(place.start, place.end)
    text.copy(this.#room, place.start)
    this.#places.set(key, place)
    this.#end = place.end
  }

  clear(): void {
    this.#places.clear()
    this.#end = 0
  }

  #forgetOldest(): void {
    for (const key of this.#places.keys()) {
      this.#places.delete(key)
      return
    }
  }

  #clear(from: number, to: number): void {
    for (const [key, { start, end }] of this.#places) {
      if (start >= to || end <= from) return
      this.#places.delete(key)
    }
  }
}
