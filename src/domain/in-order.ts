/**
 * As `Promise.all`, for statements of a transaction that are sent together: waits for all of them, so that none runs after
 * the transaction was refused. Of several refusals it throws the first in the order of `promises`.
 */
export async function allInOrder<T extends readonly unknown[]>(
  promises: readonly [...T],
): Promise<{ [I in keyof T]: Awaited<T[I]> }> {
  try {
    return await Promise.all(promises)
  } catch (thrown) {
    for (const outcome of await Promise.allSettled(promises)) {
      if (outcome.status === 'rejected') throw outcome.reason
    }
    throw thrown
  }
}
