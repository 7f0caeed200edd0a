import { Type } from 'typebox'
import {
  createBackendToken,
  listBackendTokens,
  revokeBackendToken,
  signIn,
} from '../../domain/backend-tokens.ts'
import { passwordLength } from '../../domain/password-length.ts'
import type { Actor } from '../../domain/scope.ts'
import { Email, Id, Name, paging, Text, toPage } from '../fields.ts'
import { type Operation, open, write } from '../operation.ts'
import { read } from '../read.ts'
import { List, list, Success, success } from './envelope.ts'

const MOST = 250

const create = open({
  method: 'POST',
  url: '/auth/backend',
  summary: 'Get a Server to Server Token',
  body: Type.Object({
    storeHash: Name,
    email: Email,
    password: Type.String({ minLength: 1, maxLength: passwordLength.most }),
    name: Text,
  }),
  guess: 'password',
  reply: Success(Type.Object({ name: Type.String(), token: Type.String() })),
  async handle({ database, now }, { body: { name, ...login }, requestId }) {
    const signedIn = await signIn(database.db, now(), login)
    const { storeId, systemUserId } = signedIn
    const actor: Actor = { name: `system_user:${systemUserId}`, onBehalfOf: null }
    await database.transaction((db) =>
      createBackendToken({ db, storeId, now: now(), actor, requestId }, signedIn, name),
    )
    return success({ name, token: signedIn.value })
  },
})

const revoke = write({
  method: 'DELETE',
  url: '/auth/backend',
  summary: 'Delete a Server to Server Token',
  body: Type.Object({ id: Id, email: Type.Optional(Text), name: Type.Optional(Text) }),
  reply: Success(Type.Array(Type.Unknown())),
  async handle(writer, { body }) {
    await revokeBackendToken(writer, body.id)
    return success([])
  },
})

const listAll = read({
  method: 'GET',
  url: '/backend/tokens',
  summary: 'Get Server to Server Tokens',
  query: Type.Object(paging),
  reply: List(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      email: Type.String(),
      storeHash: Type.String(),
      token: Type.String(),
      eventChannel: Type.String(),
    }),
  ),
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const { rows, total } = await listBackendTokens(reader, page)
    const items = rows.map((token) => ({
      id: token.id,
      name: token.name,
      email: token.email ?? '',
      storeHash: token.store_hash,
      // A token that is kept as its hash cannot be shown again.
      token: `****${token.last_four}`,
      eventChannel: 'api',
    }))
    return list(items, total, page)
  },
})

export const backendTokens: Operation[] = [create, revoke, listAll]
