import type { UnixSeconds } from '../db/schema.ts'
import type { DestinationPolicy } from '../domain/hook-destinations.ts'
import type { Lane, Target, Waiting } from './lane.ts'
import { isAccepted, type Outcome } from './outcomes.ts'
import { type Poster, poster } from './post.ts'
import type { Resolve } from './resolve.ts'
import { signedHeaders } from './signature.ts'
import { Slots } from './slots.ts'

interface Options {
  now: () => UnixSeconds
  policy: DestinationPolicy
  resolve: Resolve
  timeoutMs: number
  /** Called after each attempt. */
  onAttempt: ((isAccepted: boolean) => void) | undefined
}

/** Attempts to deliver, as many at once as there are slots. */
export class Attempts {
  readonly #options: Options
  readonly #poster: Poster
  readonly #slots = new Slots()
  readonly #underWay = new Set<Promise<void>>()

  constructor(options: Options) {
    this.#options = options
    this.#poster = poster(options)
  }

  get areUnderWay(): boolean {
    return this.#underWay.size > 0
  }

  hasRoomFor(lane: Lane): boolean {
    return this.#slots.hasRoomFor(lane)
  }

  /** Starts an attempt, and hands its outcome to `ended`. */
  start(lane: Lane, target: Target, delivery: Waiting, ended: (outcome: Outcome) => void): void {
    const attempt = this.#attempt(lane, target, delivery).then(ended)
    this.#underWay.add(attempt)
    void attempt.finally(() => this.#underWay.delete(attempt))
  }

  /** Resolves when any of those under way has ended. */
  async nextEnd(): Promise<void> {
    await Promise.race(this.#underWay)
  }

  /** Resolves when all of those under way have ended. */
  async allEnd(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  /** Breaks off those under way; each ends as failed. */
  close(): void {
    this.#poster.close()
  }

  async #attempt(lane: Lane, target: Target, delivery: Waiting): Promise<Outcome> {
    const { now, onAttempt } = this.#options
    const { storeId, webhookId } = lane
    const leave = this.#slots.enter(lane)
    const attemptedAt = now()
    const posted = await this.#poster.post({
      destination: target.destination,
      body: delivery.body,
      headers: { ...target.headers, ...signedHeaders(target, delivery, attemptedAt) },
    })
    leave()
    onAttempt?.(isAccepted(posted))
    return { storeId, webhookId, delivery, posted, attemptedAt, endedAt: now() }
  }
}
