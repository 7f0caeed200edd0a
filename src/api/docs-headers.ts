import type { FastifySchema } from 'fastify'
import { type TProperties, Type } from 'typebox'
import type { Operation } from './operation.ts'

const IdempotencyKey = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'Does this once: with the same key the first answer is given again, for 24 hours.',
  }),
)
const IfNoneMatch = Type.Optional(
  Type.String({ description: 'An ETag: 304 without a body is answered while it is that of the answer.' }),
)
const IfMatch = Type.Optional(
  Type.String({
    description: 'An ETag that GET has sent: 412, and nothing is done, when it has changed since.',
  }),
)
const NotModified = Type.Null({ description: 'What the client has is what would be answered.' })

/** Adds the headers for idempotency and preconditions to the documentation of an operation; no schema checks them. */
export function withConditionalHeaders(
  schema: FastifySchema,
  operation: Operation | undefined,
  isEdit: boolean | undefined,
): FastifySchema {
  const headers: TProperties = {
    ...(operation?.access === 'write' && { 'Idempotency-Key': IdempotencyKey }),
    ...(operation?.show && { 'If-None-Match': IfNoneMatch }),
    ...(isEdit && { 'If-Match': IfMatch }),
  }
  if (Object.keys(headers).length === 0) return schema
  return {
    ...schema,
    headers: Type.Object(headers),
    ...(operation?.show && { response: { ...recordOf(schema.response), 304: NotModified } }),
  }
}

/** Safe because the schema of an answer is given by its status. */
function recordOf(response: unknown): Record<string, unknown> {
  return response as Record<string, unknown>
}
