import { Type } from 'typebox'
import type { Page } from '../db/paging.ts'
import { NOT_BLANK } from './invalid.ts'

/** Numbers of an id, a time or an offset: whole, and exact in JavaScript. */
const MOST = Number.MAX_SAFE_INTEGER

/** An id. Numbers that nothing has pass too: those are answered with 404 and not refused as invalid. */
export const Id = Type.Integer({ minimum: -MOST, maximum: MOST })
/** As `Id`, also as a text: some replies show ids so, and clients send back what they got. */
export const AnyId = Type.Union([Id, Type.String({ pattern: '^\\d{1,15}$' })])
/** An id as a text; the empty text is none. */
export const IdText = Type.String({ pattern: '^\\d{0,15}$' })
/** Unix seconds. */
export const Seconds = Type.Integer({ minimum: 0, maximum: MOST })
export const Text = Type.String({ maxLength: 255 })
export const upTo = (maxLength: number) => Type.String({ maxLength })
/** A text that says something: blanks alone do not. */
export const filled = (maxLength: number) => Type.String({ pattern: NOT_BLANK, maxLength })
export const Name = filled(255)
export const Email = Type.String({ format: 'email', maxLength: 254 })
/** A switch that is the text 0 or 1. */
export const Switch = Type.Union([Type.Literal('0'), Type.Literal('1')], { type: 'string' })

/** Whether to send a mail. It is accepted without effect: Roster sends none. */
export const MailSwitch = Type.Optional(Type.Boolean())

export const ExtraFields = Type.Array(
  Type.Object({ fieldName: Type.String({ maxLength: 255 }), fieldValue: Type.String({ maxLength: 10_000 }) }),
)

/** A reply that has nothing to say beyond its envelope. */
export const Nothing = Type.Object({})

/** Query parameters of a list; `limit` above `most` is not refused but lowered to it. */
export const paging = {
  limit: Type.Integer({ minimum: 1, maximum: MOST, default: 10 }),
  offset: Type.Integer({ minimum: 0, maximum: MOST, default: 0 }),
}

export function toPage({ limit, offset }: Page, most: number): Page {
  return { limit: Math.min(limit, most), offset }
}
