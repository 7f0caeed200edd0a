/** The value of a list of one. */
export function only<T>([value]: readonly T[]): T {
  if (value === undefined) throw new Error('The list is empty.')
  return value
}
