import { Type } from 'typebox'

/** `orderBy` of a list. */
export const OrderBy = Type.Enum(['DESC', 'ASC'], { type: 'string', default: 'DESC' })

export function toOrder(orderBy: 'DESC' | 'ASC'): 'desc' | 'asc' {
  return orderBy === 'ASC' ? 'asc' : 'desc'
}
