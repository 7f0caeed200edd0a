/** Limits the memory that callers from ever new addresses can fill. */
const MOST_KEYS = 100_000

/** Counts of the current minute, in this process; a count in another minute clears them. */
export class MinuteCounts {
  readonly #counts = new Map<string, number>()
  #minute = 0

  /** Adds one and answers how many that makes. */
  add(key: string, minute: number): number {
    const count = this.get(key, minute) + 1
    this.set(key, minute, count)
    return count
  }

  get(key: string, minute: number): number {
    return minute === this.#minute ? (this.#counts.get(key) ?? 0) : 0
  }

  set(key: string, minute: number, count: number): void {
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#counts.clear()
    }
    this.#counts.set(key, count)
    const [oldest] = this.#counts.keys()
    if (oldest !== undefined && this.#counts.size > MOST_KEYS) this.#counts.delete(oldest)
  }
}
