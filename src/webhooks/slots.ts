import type { Lane } from './lane.ts'

/** Of all hooks together, so many deliveries are under way at once; of hooks whose last attempt failed, so many of those. */
const MOST = 20
const MOST_TROUBLED = 5
/** So many of all are for hooks that have fewer under way than that. */
const KEPT_FOR_OTHERS = 4
const FEW = 2

/** Shares out what may be under way at once, so that no hook takes another one's room. */
export class Slots {
  #taken = 0
  #troubled = 0

  /** A hook that has many under way leaves some to the others, and one that fails is tried with one at a time. */
  hasRoomFor({ inFlight, troubled, window }: Lane): boolean {
    const free = MOST - this.#taken
    if (free === 0 || inFlight >= window) return false
    if (troubled) return inFlight === 0 && this.#troubled < MOST_TROUBLED
    return inFlight < FEW || free > KEPT_FOR_OTHERS
  }

  /** Answers how to leave again. */
  enter({ troubled }: Lane): () => void {
    this.#taken += 1
    if (troubled) this.#troubled += 1
    return () => {
      this.#taken -= 1
      if (troubled) this.#troubled -= 1
    }
  }
}
