import { type TSchema, Type } from 'typebox'

/** Authentication around a good answer. */
export function success<T>(data: T) {
  return { code: 200, data, meta: { message: 'SUCCESS' } }
}

/** Authentication around a refusal; `code` repeats the HTTP status. */
export function refusal(status: number, message: string, data: unknown = {}) {
  return { status, body: { code: status, data, meta: { message } } }
}

export const Success = <T extends TSchema>(data: T) =>
  Type.Object({ code: Type.Integer(), data, meta: Type.Object({ message: Type.String() }) })

export const Refusal = Type.Object({
  code: Type.Integer(),
  data: Type.Unknown(),
  meta: Type.Object({ message: Type.String() }),
})
