import { type TSchema, Type } from 'typebox'
import type { Page } from '../../db/paging.ts'

/** Users, super admins and addresses answer `Success`, the list of roles `success`, the rest `SUCCESS`. */
type Message = 'SUCCESS' | 'Success' | 'success'

/** V3's envelope of a good answer. */
export function success<T>(data: T, message: Message) {
  return { code: 200, data, meta: { message } }
}

/** V3's envelope of one page of a list. */
export function list<T>(data: T[], total: number, { limit, offset }: Page, message: Message) {
  return { code: 200, data, meta: { message, pagination: { totalCount: total, limit, offset } } }
}

/** V3's envelope of a refusal; `code` repeats the HTTP status. */
export function refusal(status: number, message: string, data: unknown = {}) {
  return { status, body: { code: status, data, meta: { message } } }
}

export const Success = <T extends TSchema>(data: T) =>
  Type.Object({ code: Type.Integer(), data, meta: Type.Object({ message: Type.String() }) })

/** What `meta` of a list has. */
export const ListMeta = Type.Object({
  message: Type.String(),
  pagination: Type.Object({ totalCount: Type.Integer(), limit: Type.Integer(), offset: Type.Integer() }),
})

export const List = <T extends TSchema>(item: T) =>
  Type.Object({ code: Type.Integer(), data: Type.Array(item), meta: ListMeta })

export const Refusal = Type.Object({
  code: Type.Integer(),
  data: Type.Unknown(),
  meta: Type.Object({ message: Type.String() }),
})
