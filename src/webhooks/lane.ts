import type { UnixSeconds, WebhookDelivery } from '../db/schema.ts'

export type Waiting = Pick<
  WebhookDelivery,
  'id' | 'message_id' | 'subject' | 'body' | 'attempts' | 'failures'
>

/** Where a hook leads, and what signs for it. */
export interface Target {
  destination: string
  headers: Record<string, string>
  secret: string
  previous_secret: string | null
  previous_until: UnixSeconds | null
}

/** How many deliveries may be under way before the first has arrived, and after one has failed. */
const FIRST_WINDOW = 2

/**
 * The part of what waits for one hook that is in memory. Deliveries about one subject are sent one at a time, in the
 * order of their ids. Where one fails its subject is blocked: the others about it stay in the database until it arrives.
 */
export class Lane {
  readonly storeId: number
  readonly webhookId: number
  /** Undefined while it has to be read. */
  target: Target | undefined
  /** First attempts up to this id have been offered. */
  cursor: number
  /** Whether there are first attempts beyond the cursor. */
  more: boolean
  /** When to look for deliveries that are tried again. */
  nextDue: UnixSeconds
  /** Subjects whose further deliveries have to be read from the database. */
  readonly blocked: Set<string>
  /** The last delivery that arrived, by blocked subject. */
  readonly followUps = new Map<string, number>()
  inFlight = 0
  /** Whether the last attempt failed. */
  troubled = false
  /** How many may be under way at once: one more with every delivery that arrives. */
  window = FIRST_WINDOW
  readonly #chains = new Map<string, Waiting[]>()
  readonly #ready: string[] = []
  /** Ids of what is in memory, and of what has arrived and is not yet recorded. */
  readonly #known = new Set<number>()

  constructor(
    { storeId, webhookId }: { storeId: number; webhookId: number },
    { cursor = 0, more = false, nextDue = Number.POSITIVE_INFINITY, blocked = new Set<string>() } = {},
  ) {
    this.storeId = storeId
    this.webhookId = webhookId
    this.cursor = cursor
    this.more = more
    this.nextDue = nextDue
    this.blocked = blocked
  }

  get size(): number {
    return this.#known.size
  }

  get isIdle(): boolean {
    const { size, more, blocked, nextDue, target } = this
    return size === 0 && !more && blocked.size === 0 && nextDue === Number.POSITIVE_INFINITY && !!target
  }

  /** A first attempt, in the order of ids. */
  offer(delivery: Waiting): void {
    this.cursor = delivery.id
    if (!this.blocked.has(delivery.subject)) this.add(delivery)
  }

  /** A delivery that is tried again. */
  retry(delivery: Waiting): void {
    this.blocked.add(delivery.subject)
    this.add(delivery)
  }

  add(delivery: Waiting): void {
    if (this.#known.has(delivery.id)) return
    this.#known.add(delivery.id)
    const chain = this.#chains.get(delivery.subject)
    if (chain) {
      chain.push(delivery)
      return
    }
    this.#chains.set(delivery.subject, [delivery])
    this.#ready.push(delivery.subject)
  }

  /** The next delivery to send, which is under way from here on. */
  take(): Waiting | undefined {
    const subject = this.#ready.shift()
    const next = subject === undefined ? undefined : this.#chains.get(subject)?.[0]
    if (next) this.inFlight += 1
    return next
  }

  succeed({ id, subject }: Waiting): void {
    this.inFlight -= 1
    this.troubled = false
    this.window += 1
    const chain = this.#chains.get(subject) ?? []
    chain.shift()
    if (chain.length > 0) {
      this.#ready.push(subject)
      return
    }
    this.#chains.delete(subject)
    if (this.blocked.has(subject)) this.followUps.set(subject, id)
  }

  fail({ id, subject }: Waiting): void {
    this.inFlight -= 1
    this.troubled = true
    this.window = FIRST_WINDOW
    this.blocked.add(subject)
    for (const follower of this.#chains.get(subject) ?? []) {
      if (follower.id !== id) this.#known.delete(follower.id)
    }
    this.#chains.delete(subject)
  }

  /** The outcome of a delivery is recorded: from here on the database says when it is tried again. */
  forget(deliveryId: number, nextAttemptAt: UnixSeconds | undefined): void {
    this.#known.delete(deliveryId)
    this.nextDue = Math.min(this.nextDue, nextAttemptAt ?? Number.POSITIVE_INFINITY)
  }
}
