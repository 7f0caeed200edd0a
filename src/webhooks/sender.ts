import { setTimeout } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { CommitInDoubt } from '../db/errors.ts'
import type { UnixSeconds } from '../db/schema.ts'
import type { DestinationPolicy } from '../domain/hook-destinations.ts'
import { Attempts } from './attempts.ts'
import { clearSome } from './housekeeping.ts'
import type { Lane } from './lane.ts'
import { Lanes } from './lanes.ts'
import { Lease } from './lease.ts'
import { isAccepted, keepOutcomes, type Outcome } from './outcomes.ts'
import { hasNews, makeDeliveries, type Plan } from './planning.ts'
import { keepPolicy } from './policy.ts'
import { hasHooks } from './queue.ts'
import { nameServers, type Resolve } from './resolve.ts'

/** How often to look for what other processes did, and for what is to be tried again. */
const LOOK_MS = 500
/** How many looks come between two beats of the lease, and between two removals of old deliveries. */
const LOOKS_A_BEAT = 3
const LOOKS_A_CLEARING = 120
/** Between two rounds: under load the next one then has more to do in one transaction. Sending goes on meanwhile. */
const PAUSE_MS = 25
/** Attempts that are made and not yet recorded; at this number sending waits for the database. */
const MOST_UNRECORDED = 2000
const DELIVERY_MS = 10_000
const STOPPING_MS = 2000

export interface SenderOptions {
  database: Database
  now: () => UnixSeconds
  policy: DestinationPolicy
  /** Names this process among those that could send. */
  holder: string
  /** Called with why a round failed; the next look repeats it. */
  onError: (error: unknown) => void
  /** Called after each attempt. */
  onAttempt?: (isAccepted: boolean) => void
  timeoutMs?: number
  resolve?: Resolve
}

/**
 * Takes events from the outbox, makes deliveries of them and sends those. It uses the database in rounds, one at a time;
 * what happens during a round is handled together by the next.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #lease: Lease
  readonly #attempts: Attempts
  #lanes = new Lanes()
  #outcomes: Outcome[] = []
  #looks = 0
  #beat = false
  #clear = false
  #failing = false
  /** Whether the database may have deliveries that the lanes do not know of. */
  #inDoubt = false
  #woken = false
  #stopping = false
  #round: Promise<void> | undefined
  #looking: NodeJS.Timeout | undefined

  constructor(options: SenderOptions) {
    const { database, holder, now, policy, onAttempt } = options
    const { resolve = nameServers(), timeoutMs = DELIVERY_MS } = options
    this.#options = options
    this.#lease = new Lease(database, holder)
    this.#attempts = new Attempts({ now, policy, resolve, timeoutMs, onAttempt })
  }

  /** Begins to send, as soon as it is this process's turn. */
  async start(): Promise<void> {
    const { database, policy } = this.#options
    await keepPolicy(database, policy)
    this.#looking = setInterval(() => this.#look(), LOOK_MS)
    this.wake()
    await this.#round
  }

  /** To be called when something may have happened. */
  wake(): void {
    if (this.#stopping) return
    this.#woken = true
    this.#round ??= this.#runRounds()
  }

  /** Resolves when there is nothing left to do before the clock moves on or something happens. */
  async idle(): Promise<void> {
    this.wake()
    while (this.#round || this.#attempts.areUnderWay) {
      await (this.#round ?? this.#attempts.nextEnd())
    }
  }

  /** Starts nothing more, records the attempts that end within moments, and lets another process take over. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#looking)
    await Promise.race([this.#attempts.allEnd(), setTimeout(STOPPING_MS, undefined, { ref: false })])
    this.#attempts.close()
    await this.#attempts.allEnd()
    await this.#round
    try {
      if (this.#lease.held) await this.#record()
      await this.#lease.release()
    } catch (error) {
      this.#options.onError(error)
    }
  }

  #look(): void {
    this.#looks += 1
    this.#beat ||= this.#looks % LOOKS_A_BEAT === 0
    this.#clear ||= this.#looks % LOOKS_A_CLEARING === 0
    this.wake()
  }

  async #runRounds(): Promise<void> {
    try {
      while (this.#woken && !this.#stopping) {
        this.#woken = false
        await this.#runRound()
        if (this.#woken) await setTimeout(PAUSE_MS)
      }
      this.#failing = false
    } catch (error) {
      // The next look tries again. Of failures in a row only the first is told.
      if (!this.#failing) this.#options.onError(error)
      this.#failing = true
    } finally {
      this.#round = undefined
    }
  }

  async #runRound(): Promise<void> {
    const { database, now } = this.#options
    // Without hooks nothing is written, so that a server which idles leaves the disk alone.
    const beat = this.#beat && (await hasHooks(database.db))
    this.#beat = false
    if (!this.#lease.held && !(await this.#takeTurn(beat))) return
    if (beat) this.#lanes.recheck()
    if (!(await this.#record({ beat }))) return
    if (this.#inDoubt) {
      this.#lanes = await Lanes.read(database.db)
      this.#inDoubt = false
    }
    if (await this.#lanes.refill(database, now())) this.#woken = true
    this.#send()
    if (this.#clear) this.#clear = await clearSome(database, now())
  }

  async #takeTurn(beat: boolean): Promise<boolean> {
    const { db } = this.#options.database
    if (!(await hasHooks(db)) || !(await this.#lease.seek({ beat }))) return false
    this.#lanes = await Lanes.read(db)
    return true
  }

  /** Records outcomes of attempts and makes deliveries of events; false when another process has the lease. */
  async #record({ beat = false } = {}): Promise<boolean> {
    const { database, now } = this.#options
    const news = !this.#stopping && (await hasNews(database.db))
    const settled = news ? await database.settledEvents() : 0
    const outcomes = this.#outcomes
    if (!beat && !news && outcomes.length === 0) return true
    this.#outcomes = []
    const plan = await database
      .transaction(async (tx): Promise<Plan | undefined> => {
        if (!(await this.#lease.keep(tx))) return undefined
        await keepOutcomes(tx, outcomes, now())
        if (news) return makeDeliveries(tx, settled, now())
        return { deliveries: [], touched: [], more: false }
      })
      .catch((error) => {
        this.#outcomes = [...outcomes, ...this.#outcomes]
        this.#inDoubt ||= error instanceof CommitInDoubt
        throw error
      })
    if (!plan) {
      this.#lanes = new Lanes()
      this.#outcomes = []
      return false
    }
    this.#lanes.forget(outcomes)
    this.#lanes.take(plan)
    if (plan.more) this.#woken = true
    return true
  }

  /** Starts what there is room for. */
  #send(): void {
    const lanes = this.#lanes
    let started = true
    while (started) {
      started = false
      for (const lane of lanes) {
        const { target } = lane
        if (this.#stopping || this.#outcomes.length > MOST_UNRECORDED) return
        if (!target || !this.#attempts.hasRoomFor(lane)) continue
        const delivery = lane.take()
        if (!delivery) continue
        lanes.putLast(lane)
        started = true
        this.#attempts.start(lane, target, delivery, (outcome) => this.#settle(lanes, lane, outcome))
      }
    }
  }

  #settle(lanes: Lanes, lane: Lane, outcome: Outcome): void {
    // Another process has the lease by now, and sends this again.
    if (this.#lanes !== lanes) return
    this.#outcomes.push(outcome)
    if (isAccepted(outcome.posted)) lane.succeed(outcome.delivery)
    else lane.fail(outcome.delivery)
    this.#send()
    this.wake()
  }
}
