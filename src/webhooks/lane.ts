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

/** A receiver that has answered nothing yet may answer nothing at all. */
const FIRST_WINDOW = 2

/**
 * What waits for one hook, as far as it is in memory: in the order of ids for each subject, of which one is sent at a
 * time. A subject whose delivery failed is blocked, and what follows it stays in the database until that one is through.
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
  /** Subjects, what follows in which has to be looked for in the database. */
  readonly blocked: Set<string>
  /** Of blocked subjects, the last delivery that went through. */
  readonly followUps = new Map<string, number>()
  inFlight = 0
  /** Whether the last attempt failed. */
  troubled = false
  /** So many may be under way at once: more with every delivery that arrives. */
  window = FIRST_WINDOW
  readonly #chains = new Map<string, Waiting[]>()
  readonly #ready: string[] = []
  /** What is in memory, and what is through and not yet recorded. */
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

  /** What came of a delivery is recorded: from here on the database says when it is tried again. */
  forget(deliveryId: number, nextAttemptAt: UnixSeconds | undefined): void {
    this.#known.delete(deliveryId)
    this.nextDue = Math.min(this.nextDue, nextAttemptAt ?? Number.POSITIVE_INFINITY)
  }
}
