import { Type } from 'typebox'
import type { Webhook } from '../../db/schema.ts'
import {
  type DeliveryRecord,
  listDeliveries,
  resendDelivery,
  resendSince,
  sendTest,
} from '../../domain/deliveries.ts'
import { createSecret } from '../../domain/hook-secrets.ts'
import { headersOf, listHooks } from '../../domain/hooks.ts'
import { Id, Seconds } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, List, list, Nullable, Success, success } from './envelope.ts'

const WebhookParams = Type.Object({ webhookId: Id })
const Headers = Nullable(Type.Record(Type.String(), Type.String()))

const WebhookReply = Type.Object({
  id: Type.Integer(),
  scope: Type.String(),
  destination: Type.String(),
  headers: Headers,
  isActive: Type.Boolean(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
})

const DeliveryReply = Type.Object({
  id: Type.Integer(),
  messageId: Type.String(),
  scope: Type.String(),
  outcome: Type.String(),
  payload: Type.String(),
  nextAttemptAt: Nullable(Type.Integer()),
  createdAt: Type.Integer(),
  attempts: Type.Array(
    Type.Object({
      attempt: Type.Integer(),
      attemptedAt: Type.Integer(),
      durationMs: Type.Integer(),
      status: Nullable(Type.Integer()),
      responseStart: Type.String(),
      error: Nullable(Type.String()),
    }),
  ),
})

const listAll = read({
  method: 'GET',
  url: '/webhooks',
  summary: 'List Webhooks',
  query: Type.Object(cursor),
  reply: List(WebhookReply),
  async handle(reader, { query }) {
    return list((await listHooks(reader, query)).map(toReply), query.limit)
  },
})

const listAllDeliveries = read({
  method: 'GET',
  url: '/webhooks/:webhookId/deliveries',
  summary: 'List Deliveries of a Webhook',
  params: WebhookParams,
  query: Type.Object({
    ...cursor,
    outcome: Type.Optional(Type.Enum(['waiting', 'delivered', 'failed', 'cancelled'], { type: 'string' })),
    since: Type.Optional(Seconds),
  }),
  reply: List(DeliveryReply),
  async handle(reader, { params, query: { outcome, since, ...cursor } }) {
    const deliveries = await listDeliveries(reader, params.webhookId, { outcome, since }, cursor)
    return list(deliveries.map(toDeliveryReply), cursor.limit)
  },
})

const resendOne = write({
  method: 'POST',
  url: '/webhooks/:webhookId/deliveries/:deliveryId/resend',
  summary: 'Resend a Delivery',
  params: Type.Object({ webhookId: Id, deliveryId: Id }),
  reply: Success(DeliveryReply),
  async handle(writer, { params: { webhookId, deliveryId } }) {
    return success(toDeliveryReply(await resendDelivery(writer, webhookId, deliveryId)))
  },
})

const resendAll = write({
  method: 'POST',
  url: '/webhooks/:webhookId/resend',
  summary: 'Resend Deliveries Since a Time',
  params: WebhookParams,
  body: Type.Object({ since: Seconds }),
  reply: Success(Type.Object({ deliveries: Type.Integer() })),
  async handle(writer, { params, body }) {
    return success({ deliveries: await resendSince(writer, params.webhookId, body.since) })
  },
})

const testOne = write({
  method: 'POST',
  url: '/webhooks/:webhookId/test',
  summary: 'Send a Test to a Webhook',
  params: WebhookParams,
  status: 201,
  reply: Success(DeliveryReply),
  async handle(writer, { params }) {
    return success(toDeliveryReply(await sendTest(writer, params.webhookId)))
  },
})

const rotateSecret = write({
  method: 'POST',
  url: '/webhooks/secret',
  summary: 'Create a Webhook Secret',
  status: 201,
  reply: Success(Type.Object({ secret: Type.String(), previousUntil: Type.Integer() })),
  async handle(writer) {
    const { secret, previousUntil } = await createSecret(writer)
    return success({ secret, previousUntil })
  },
})

export const webhooks: Operation[] = [listAll, listAllDeliveries, resendOne, resendAll, testOne, rotateSecret]

function toReply(hook: Webhook) {
  return {
    id: hook.id,
    scope: hook.scope,
    destination: hook.destination,
    headers: headersOf(hook),
    isActive: hook.is_active === 1,
    createdAt: hook.created_at,
    updatedAt: hook.updated_at,
  }
}

function toDeliveryReply(delivery: DeliveryRecord) {
  return {
    id: delivery.id,
    messageId: delivery.message_id,
    scope: delivery.scope,
    outcome: delivery.outcome ?? 'waiting',
    payload: delivery.body,
    nextAttemptAt: delivery.next_attempt_at,
    createdAt: delivery.created_at,
    attempts: delivery.attempts_made.map((made) => ({
      attempt: made.attempt,
      attemptedAt: made.attempted_at,
      durationMs: made.duration_ms,
      status: made.status,
      responseStart: made.response_start,
      error: made.error,
    })),
  }
}
