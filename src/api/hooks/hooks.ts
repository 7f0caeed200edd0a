import { Type } from 'typebox'
import type { Webhook } from '../../db/schema.ts'
import {
  createHook,
  deleteHook,
  getHook,
  type HookHeaders,
  headersOf,
  pageHooks,
  updateHook,
} from '../../domain/hooks.ts'
import { Id, Text } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { List, list, Success, success } from './envelope.ts'

const MOST_LIMIT = 250
const MOST = Number.MAX_SAFE_INTEGER

const StoreHash = Type.String()
const StoreParams = Type.Object({ storeHash: StoreHash })
const HookParams = Type.Object({ storeHash: StoreHash, webhookId: Id })

const Url = Type.String({ minLength: 1, maxLength: 4096 })
const Headers = Type.Union([Type.Record(Type.String(), Type.String(), { maxProperties: 64 }), Type.Null()])

const HookBody = Type.Object({
  scope: Text,
  destination: Url,
  is_active: Type.Optional(Type.Boolean()),
  headers: Type.Optional(Headers),
})

const HookReply = Type.Object({
  id: Type.Integer(),
  client_id: Type.String(),
  store_hash: Type.String(),
  scope: Type.String(),
  destination: Type.String(),
  headers: Headers,
  is_active: Type.Boolean(),
  created_at: Type.Integer(),
  updated_at: Type.Integer(),
})

const createOne = write({
  method: 'POST',
  url: '/hooks',
  summary: 'Create a Webhook',
  params: StoreParams,
  body: HookBody,
  reply: Success(HookReply),
  async handle(writer, { params, body }) {
    return success(toReply(await createHook(writer, toHook(body)), params))
  },
})

const listAll = read({
  method: 'GET',
  url: '/hooks',
  summary: 'Get Webhooks',
  params: StoreParams,
  query: Type.Object({
    page: Type.Integer({ minimum: 1, maximum: MOST, default: 1 }),
    limit: Type.Integer({ minimum: 1, maximum: MOST, default: 100 }),
    is_active: Type.Optional(Type.Boolean()),
    scope: Type.Optional(Text),
    destination: Type.Optional(Url),
  }),
  reply: List(HookReply),
  async handle(reader, { params, query: { page, is_active: isActive, scope, destination, ...asked } }) {
    const limit = Math.min(asked.limit, MOST_LIMIT)
    const offset = Math.min((page - 1) * limit, MOST)
    const { rows, total } = await pageHooks(reader, { isActive, scope, destination }, { limit, offset })
    return list(
      rows.map((hook) => toReply(hook, params)),
      total,
      { page, limit },
    )
  },
})

const getOne = read({
  method: 'GET',
  url: '/hooks/:webhookId',
  summary: 'Get a Webhook',
  params: HookParams,
  reply: Success(HookReply),
  async handle(reader, { params }) {
    return success(toReply(await getHook(reader, params.webhookId), params))
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/hooks/:webhookId',
  summary: 'Update a Webhook',
  params: HookParams,
  body: Type.Partial(HookBody),
  reply: Success(HookReply),
  async handle(writer, { params, body }) {
    return success(toReply(await updateHook(writer, params.webhookId, toHook(body)), params))
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: '/hooks/:webhookId',
  summary: 'Delete a Webhook',
  params: HookParams,
  reply: Success(HookReply),
  async handle(writer, { params }) {
    return success(toReply(await deleteHook(writer, params.webhookId), params))
  },
})

export const hooks: Operation[] = [createOne, listAll, getOne, updateOne, deleteOne]

interface Body {
  is_active?: boolean | undefined
  headers?: HookHeaders | null | undefined
}

function toHook<B extends Body>({ is_active: isActive, ...body }: B) {
  return { ...body, isActive }
}

/** Roster knows no API accounts, so the store itself is the client. */
function toReply(hook: Webhook, { storeHash }: { storeHash: string }) {
  return {
    id: hook.id,
    client_id: storeHash,
    store_hash: storeHash,
    scope: hook.scope,
    destination: hook.destination,
    headers: headersOf(hook),
    is_active: hook.is_active === 1,
    created_at: hook.created_at,
    updated_at: hook.updated_at,
  }
}
