import type { Lane } from './lane.ts'

/** How many deliveries of all hooks are under way at once, and how many of hooks whose last attempt failed. */
const MOST = 20
const MOST_TROUBLED = 5
/** How many of the slots only hooks may take that have fewer than `FEW` deliveries under way. */
const KEPT_FOR_OTHERS = 4
const FEW = 2

/** Divides the slots among hooks, so that one which is slow or fails does not hold up the others. */
export class Slots {
  #taken = 0
  #troubled = 0

  /** A hook with many deliveries under way leaves some slots to others; one that fails gets one delivery at a time. */
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
