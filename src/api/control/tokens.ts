import { Type } from 'typebox'
import { issueToken, listTokens, revokeToken, scopes, type TokenRecord } from '../../domain/tokens.ts'
import { Id, Name } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, Deleted, deleted, List, list, Success, success } from './envelope.ts'

const TokenReply = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  kind: Type.String(),
  scopes: Type.Array(Type.String()),
  lastFour: Type.String(),
  createdAt: Type.Integer(),
})

const createOne = write({
  method: 'POST',
  url: '/tokens',
  summary: 'Create a Token',
  body: Type.Object({
    name: Name,
    scopes: Type.Array(Type.Enum([...scopes], { type: 'string' }), { minItems: 1 }),
  }),
  status: 201,
  reply: Success(Type.Object({ ...TokenReply.properties, value: Type.String() })),
  async handle(writer, { body: { name, scopes } }) {
    const { token, value } = await issueToken(writer, { name, scopes })
    return success({ ...toReply(token), value })
  },
})

const listAll = read({
  method: 'GET',
  url: '/tokens',
  summary: 'List Tokens',
  query: Type.Object(cursor),
  reply: List(TokenReply),
  async handle(reader, { query }) {
    return list((await listTokens(reader, query)).map(toReply), query.limit)
  },
})

const revokeOne = write({
  method: 'DELETE',
  url: '/tokens/:tokenId',
  summary: 'Revoke a Token',
  params: Type.Object({ tokenId: Id }),
  reply: Deleted,
  async handle(writer, { params }) {
    await revokeToken(writer, params.tokenId)
    return deleted(params.tokenId)
  },
})

export const tokens: Operation[] = [createOne, listAll, revokeOne]

function toReply(token: TokenRecord) {
  return {
    id: token.id,
    name: token.name,
    kind: token.kind,
    scopes: token.scopes.split(' '),
    lastFour: token.last_four,
    createdAt: token.created_at,
  }
}
