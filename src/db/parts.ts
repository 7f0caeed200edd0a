/** How many ids one statement takes. */
export const MOST_IDS = 4096

/** `values` in their order, at most `most` at a time: engines limit the parameters of a statement. */
export function inParts<T>(values: Iterable<T>, most: number): T[][] {
  const all = [...values]
  return Array.from({ length: Math.ceil(all.length / most) }, (_, part) =>
    all.slice(part * most, (part + 1) * most),
  )
}
