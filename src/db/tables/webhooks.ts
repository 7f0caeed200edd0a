import type { Generated } from 'kysely'
import type { Flag, UnixSeconds } from './types.ts'

export interface WebhookTable {
  id: Generated<number>
  store_id: number
  /** One of the scopes, or one that ends in `/*` and stands for all below it. */
  scope: string
  destination: string
  /** JSON of text by name; null for none. */
  headers: string | null
  is_active: Flag
  /** It gets the events after this one. */
  after_event: number
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

/** A store that has, or had, hooks. */
export interface WebhookStoreTable {
  store_id: number
  /** The last event whose deliveries are made. */
  position: number
  /** `whsec_` and the key in base64. */
  secret: string
  /** Also signs until `previous_until`. */
  previous_secret: string | null
  previous_until: UnixSeconds | null
}

export interface WebhookDeliveryTable {
  id: Generated<number>
  store_id: number
  webhook_id: number
  /** Sent as `webhook-id`, the same with each attempt. */
  message_id: string
  scope: string
  /** What it is about. A delivery waits for earlier ones of the same hook and subject. */
  subject: string
  body: string
  attempts: number
  /** Failed attempts since it was made, or last asked for again. */
  failures: number
  /** When it is tried again; null before the first attempt and when there is an outcome. */
  next_attempt_at: UnixSeconds | null
  /** Null while it waits. */
  outcome: 'delivered' | 'failed' | 'cancelled' | null
  created_at: UnixSeconds
}

export interface WebhookAttemptTable {
  store_id: number
  delivery_id: number
  attempt: number
  attempted_at: UnixSeconds
  duration_ms: number
  /** Null when there was no answer. */
  status: number | null
  response_start: string
  /** Why there was no answer. */
  error: string | null
}

export interface WebhookSenderTable {
  id: number
  /** Names the process that sends; null for none. */
  holder: string | null
  /** A count that rises while the holder lives. */
  beat: number
  allows_loopback: Flag
}
