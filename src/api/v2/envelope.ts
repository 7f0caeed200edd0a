import { type TSchema, Type } from 'typebox'
import type { Page } from '../../db/paging.ts'
import type { Answer } from '../failure.ts'

/** Reads answer `SUCCESS`, writes `Success`. */
type Message = 'SUCCESS' | 'Success'

/** V2's envelope of a good answer. */
export function success<T>(data: T, message: Message) {
  return { code: 200, data, message }
}

/** V2's envelope of one page of a list. */
export function list<T>(items: T[], total: number, { limit, offset }: Page) {
  return success({ list: items, pagination: { limit, offset, totalCount: total } }, 'SUCCESS')
}

/** V2's envelope of a refusal; `code` is not always the HTTP status. */
export function refusal(status: number, code: number, message: string, data: object = {}): Answer {
  return { status, body: { code, data, message } }
}

export const Success = <T extends TSchema>(data: T) =>
  Type.Object({ code: Type.Integer(), data, message: Type.String() })

export const List = <T extends TSchema>(item: T) =>
  Success(
    Type.Object({
      list: Type.Array(item),
      pagination: Type.Object({ limit: Type.Integer(), offset: Type.Integer(), totalCount: Type.Integer() }),
    }),
  )

export const Refusal = Success(Type.Unknown())
