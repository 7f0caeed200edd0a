/** How many ids one statement takes. */
export const MOST_IDS = 4096

/** How many rows one statement inserts, where its text is kept for the next time. */
export const MOST_ROWS = 64

/** How many rows one step of housekeeping changes: requests wait for it, on SQLite about five milliseconds. */
export const ROWS_A_STEP = 250

/** `values` in their order, at most `most` at a time: engines limit the parameters of a statement. */
export function inParts<T>(values: Iterable<T>, most: number): T[][] {
  const all = [...values]
  const parts: T[][] = []
  for (let start = 0; start < all.length; start += most) parts.push(all.slice(start, start + most))
  return parts
}
