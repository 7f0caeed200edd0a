import { type TSchema, Type } from 'typebox'
import type { Answer } from '../failure.ts'

/** What every refusal of the vendor's carries, whatever it is about. */
const TYPE = '/api-docs/getting-started/api-status-codes'

export interface Pages {
  page: number
  limit: number
}

/** The vendor's envelope of one hook. */
export function success<T>(data: T) {
  return { data, meta: {} }
}

/** The vendor's envelope of one page of hooks. */
export function list<T>(data: T[], total: number, { page, limit }: Pages) {
  const totalPages = Math.ceil(total / limit)
  const link = (to: number) => `?limit=${limit}&page=${to}`
  const links = {
    ...(page > 1 && { previous: link(page - 1) }),
    current: link(page),
    ...(page < totalPages && { next: link(page + 1) }),
  }
  const pagination = {
    total,
    count: data.length,
    per_page: limit,
    current_page: page,
    total_pages: totalPages,
    links,
  }
  return { data, meta: { pagination } }
}

/** The vendor's envelope of a refusal; `errors` says what is wrong with each field. */
export function refusal(status: number, title: string, errors?: Record<string, string>): Answer {
  return { status, body: { status, title, type: TYPE, ...(errors && { errors }) } }
}

export const Success = <T extends TSchema>(data: T) => Type.Object({ data, meta: Type.Object({}) })

export const List = <T extends TSchema>(item: T) =>
  Type.Object({
    data: Type.Array(item),
    meta: Type.Object({
      pagination: Type.Object({
        total: Type.Integer(),
        count: Type.Integer(),
        per_page: Type.Integer(),
        current_page: Type.Integer(),
        total_pages: Type.Integer(),
        links: Type.Object({
          previous: Type.Optional(Type.String()),
          current: Type.String(),
          next: Type.Optional(Type.String()),
        }),
      }),
    }),
  })

export const Refusal = Type.Object({
  status: Type.Integer(),
  title: Type.String(),
  type: Type.String(),
  errors: Type.Optional(Type.Record(Type.String(), Type.String())),
})
