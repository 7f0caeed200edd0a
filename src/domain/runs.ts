/** `values` in their order, divided into neighbours of the same kind, at most `most` together. */
export function runsOf<T>(values: readonly T[], kindOf: (value: T) => unknown, most: number): T[][] {
  const runs: T[][] = []
  let kind: unknown
  for (const value of values) {
    const run = runs.at(-1)
    if (run && kindOf(value) === kind && run.length < most) run.push(value)
    else runs.push([value])
    kind = kindOf(value)
  }
  return runs
}
