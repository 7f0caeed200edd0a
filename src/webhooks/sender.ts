import { setTimeout } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import type { Db, UnixSeconds } from '../db/schema.ts'
import type { DestinationPolicy } from '../domain/hook-destinations.ts'
import { signingSecrets } from '../domain/hook-secrets.ts'
import { clearSome } from './housekeeping.ts'
import type { Lane, Target, Waiting } from './lane.ts'
import { Lanes } from './lanes.ts'
import { Lease } from './lease.ts'
import { isAccepted, keepOutcomes, type Outcome } from './outcomes.ts'
import { hasNews, makeDeliveries, type Plan } from './planning.ts'
import { type Poster, poster } from './post.ts'
import { nameServers, type Resolve } from './resolve.ts'
import { signatureHeaders } from './signature.ts'
import { Slots } from './slots.ts'

/** So often is looked for what other processes did, and for what is to be tried again. */
const LOOK_MS = 500
/** Every so many looks the turn is kept or sought, and what is old is cleared. */
const LOOKS_A_BEAT = 3
const LOOKS_A_CLEARING = 120
/** Between rounds, so that under load one takes together what would be many; sending goes on meanwhile. */
const PAUSE_MS = 25
const MOST_UNRECORDED = 2000
const DELIVERY_MS = 10_000
const STOPPING_MS = 2000

export interface SenderOptions {
  database: Database
  now: () => UnixSeconds
  policy: DestinationPolicy
  /** Names this process among those that could send. */
  holder: string
  /** Hears of what kept a round from being done; it is done again. */
  onError: (error: unknown) => void
  /** Hears what came of each attempt. */
  onAttempt?: (isAccepted: boolean) => void
  timeoutMs?: number
  resolve?: Resolve
}

/**
 * Takes events from the outbox, makes deliveries of them and sends those. All that it does with the database happens in
 * rounds, one at a time, so what comes in meanwhile is taken together by the next.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #lease: Lease
  readonly #poster: Poster
  readonly #slots = new Slots()
  readonly #underWay = new Set<Promise<void>>()
  #lanes = new Lanes()
  #outcomes: Outcome[] = []
  #looks = 0
  #beat = false
  #clear = false
  #failing = false
  #woken = false
  #stopping = false
  #round: Promise<void> | undefined
  #looking: NodeJS.Timeout | undefined

  constructor(options: SenderOptions) {
    const { database, holder, policy, resolve = nameServers(), timeoutMs = DELIVERY_MS } = options
    this.#options = options
    this.#lease = new Lease(database, holder)
    this.#poster = poster({ policy, resolve, timeoutMs })
  }

  /** Begins to send, as soon as it is this process's turn. */
  async start(): Promise<void> {
    const { database, policy } = this.#options
    const allowed = policy.loopback ? 1 : 0
    const sender = await database.db
      .selectFrom('webhook_sender')
      .select('allows_loopback')
      .executeTakeFirstOrThrow()
    if (sender.allows_loopback !== allowed) {
      await database.transaction((tx) =>
        tx.updateTable('webhook_sender').set({ allows_loopback: allowed }).execute(),
      )
    }
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
    while (this.#round || this.#underWay.size > 0) {
      await (this.#round ?? Promise.race(this.#underWay))
    }
  }

  /** Begins nothing more, records what can be known in a moment, and lets another process take over. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#looking)
    await Promise.race([Promise.all(this.#underWay), setTimeout(STOPPING_MS, undefined, { ref: false })])
    this.#poster.close()
    await Promise.all(this.#underWay)
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
      // What is not done is done at the next look, if the database can do it then; until then nothing else is told.
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

  /** Records what came of attempts and makes deliveries of events; answers false when the turn has passed on. */
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
    let started = true
    while (started) {
      started = false
      for (const lane of this.#lanes) {
        const { target } = lane
        if (this.#stopping || this.#outcomes.length > MOST_UNRECORDED) return
        if (!target || !this.#slots.hasRoomFor(lane)) continue
        const delivery = lane.take()
        if (!delivery) continue
        started = true
        const attempt = this.#attempt(lane, target, delivery)
        this.#underWay.add(attempt)
        void attempt.finally(() => this.#underWay.delete(attempt))
      }
    }
  }

  async #attempt(lane: Lane, target: Target, delivery: Waiting): Promise<void> {
    const { now } = this.#options
    const lanes = this.#lanes
    const leave = this.#slots.enter(lane)
    const attemptedAt = now()
    const posted = await this.#poster.post({
      destination: target.destination,
      body: delivery.body,
      headers: signedHeaders(target, delivery, attemptedAt),
    })
    leave()
    this.#options.onAttempt?.(isAccepted(posted))
    // The turn has passed on meanwhile: whoever has it sends this again.
    if (this.#lanes !== lanes) return
    const { storeId, webhookId } = lane
    const outcome = { storeId, webhookId, delivery, posted, attemptedAt, endedAt: now() }
    this.#outcomes.push(outcome)
    if (isAccepted(posted)) lane.succeed(delivery)
    else lane.fail(delivery)
    this.#send()
    this.wake()
  }
}

async function hasHooks(db: Db): Promise<boolean> {
  return (await db.selectFrom('webhook').select('id').limit(1).executeTakeFirst()) !== undefined
}

function signedHeaders(target: Target, { message_id, body }: Waiting, at: UnixSeconds) {
  const signature = { messageId: message_id, at, body }
  return { ...target.headers, ...signatureHeaders(signingSecrets(target, at), signature) }
}
