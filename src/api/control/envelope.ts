import { type TSchema, Type } from 'typebox'
import type { Answer } from '../failure.ts'

/** Control's envelope of a good answer. */
export function success<T>(data: T) {
  return { data, meta: {} }
}

/**
 * Control's envelope of a part of a list in the order of ids. `next` is the cursor for the part after it, or null when
 * there is none.
 */
export function list<T extends { id: number }>(data: T[], limit: number) {
  const last = data.length === limit ? data.at(-1) : undefined
  return { data, meta: { limit, next: last ? last.id : null } }
}

/** Control's answer to a deletion. */
export function deleted(id: number) {
  return success({ id })
}

/** Control's refusal: a code for programs, a sentence for people, and what is wrong with each field. */
export function refusal(
  status: number,
  code: string,
  message: string,
  fields: Record<string, string> = {},
): Answer {
  return { status, body: { error: { code, message, fields } } }
}

export const Success = <T extends TSchema>(data: T) => Type.Object({ data, meta: Type.Object({}) })

/** A value, or null for none. */
export const Nullable = <T extends TSchema>(value: T) => Type.Union([value, Type.Null()])

export const Deleted = Success(Type.Object({ id: Type.Integer() }))

export const List = <T extends TSchema>(item: T) =>
  Type.Object({
    data: Type.Array(item),
    meta: Type.Object({ limit: Type.Integer(), next: Nullable(Type.Integer()) }),
  })

/** Query parameters of every list: how many, and after which id. */
export const cursor = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  after: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
}

export const Refusal = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    fields: Type.Record(Type.String(), Type.String()),
  }),
})
