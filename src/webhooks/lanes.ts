import type { Database } from '../db/database.ts'
import type { Db, UnixSeconds } from '../db/schema.ts'
import { Lane } from './lane.ts'
import { cancelSome, nextAttemptAt, type Outcome } from './outcomes.ts'
import type { Plan, Touched } from './planning.ts'
import { MOST_READ, readDue, readFirst, readFollowing, readLanes, readTarget } from './queue.ts'

/** The most that a lane has in memory; the rest waits in the database. */
const MOST_IN_LANE = 1000

/** The hooks that something waits for. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>()

  /** As the database has them. */
  static async read(db: Db): Promise<Lanes> {
    const lanes = new Lanes()
    for (const lane of await readLanes(db)) lanes.#lanes.set(keyOf(lane), lane)
    return lanes
  }

  [Symbol.iterator](): Iterator<Lane> {
    return this.#lanes.values()
  }

  /** Puts one behind all others, so that each has its turn when there are more than places. */
  putLast(lane: Lane): void {
    this.#lanes.delete(keyOf(lane))
    this.#lanes.set(keyOf(lane), lane)
  }

  /** Takes over what has just been planned, as far as there is room; the rest is read later. */
  take({ deliveries, touched }: Plan): void {
    for (const one of touched) this.#touch(one)
    for (const delivery of deliveries) {
      const lane = this.#laneOf(
        { storeId: delivery.store_id, webhookId: delivery.webhook_id },
        delivery.id - 1,
      )
      if (lane.more || lane.size >= MOST_IN_LANE) lane.more = true
      else lane.offer(delivery)
    }
  }

  /** Reads anew where hooks lead, before more is sent to them. */
  recheck(): void {
    for (const lane of this.#lanes.values()) lane.target = undefined
  }

  /** The outcomes of these attempts are recorded. */
  forget(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      this.#lanes.get(keyOf(outcome))?.forget(outcome.delivery.id, nextAttemptAt(outcome))
    }
  }

  /** Reads what lanes have room for; answers whether some have room for more. */
  async refill(database: Database, now: UnixSeconds): Promise<boolean> {
    let more = false
    for (const [key, lane] of this.#lanes) {
      if (lane.isIdle) this.#lanes.delete(key)
      else if (await this.#refillOne(database, lane, now)) more = true
    }
    return more
  }

  async #refillOne({ db, transaction }: Database, lane: Lane, now: UnixSeconds): Promise<boolean> {
    lane.target ??= await readTarget(db, lane)
    if (!lane.target) {
      const { storeId, webhookId } = lane
      const isAll = await transaction((tx) => cancelSome(tx, storeId, webhookId))
      if (isAll && lane.inFlight === 0) this.#lanes.delete(keyOf(lane))
      return !isAll
    }
    if (lane.nextDue <= now) {
      const { due, nextDue } = await readDue(db, lane, now)
      for (const delivery of due) lane.retry(delivery)
      lane.nextDue = nextDue
    }
    for (const [subject, deliveryId] of lane.followUps) {
      const following = await readFollowing(db, lane, subject, deliveryId)
      lane.followUps.delete(subject)
      if (following.length === 0) lane.blocked.delete(subject)
      for (const delivery of following) lane.add(delivery)
    }
    if (lane.more && lane.size < MOST_IN_LANE / 2) {
      const first = await readFirst(db, lane)
      for (const delivery of first) lane.offer(delivery)
      lane.more = first.length === MOST_READ
    }
    return lane.more && lane.size < MOST_IN_LANE / 2
  }

  #touch({ storeId, webhookId }: Touched): void {
    if (webhookId !== undefined) {
      const lane = this.#laneOf({ storeId, webhookId }, 0)
      lane.target = undefined
      lane.nextDue = 0
      return
    }
    for (const lane of this.#lanes.values()) if (lane.storeId === storeId) lane.target = undefined
  }

  #laneOf(hook: Pick<Lane, 'storeId' | 'webhookId'>, cursor: number): Lane {
    const known = this.#lanes.get(keyOf(hook))
    if (known) return known
    const lane = new Lane(hook, { cursor })
    this.#lanes.set(keyOf(hook), lane)
    return lane
  }
}

function keyOf({ storeId, webhookId }: Pick<Lane, 'storeId' | 'webhookId'>): string {
  return `${storeId} ${webhookId}`
}
