/**
 * As `Promise.all`, for what is asked for at once and may be refused: waits for all of them, and of several refusals throws
 * the first in the order of `promises`, whichever came first.
 */
export async function allInOrder<T extends readonly unknown[]>(
  promises: readonly [...T],
): Promise<{ [I in keyof T]: Awaited<T[I]> }> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
