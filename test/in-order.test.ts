import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { allInOrder } from '../src/domain/in-order.ts'

test('of several refusals the first in order is thrown, after all have settled', async () => {
  let ended = 0
  const end = async (ms: number, refusal?: string) => {
    await setTimeout(ms)
    ended += 1
    if (refusal) throw new Error(refusal)
    return ms
  }

  await expect(allInOrder([end(1), end(20, 'first'), end(5, 'second'), end(30)])).rejects.toThrow('first')
  expect(ended).toBe(4)
  expect(await allInOrder([end(5), 'a value', end(1)])).toEqual([5, 'a value', 1])
})
