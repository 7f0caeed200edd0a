import { expect } from 'vitest'
import {
  aHook,
  createCompany,
  createUntilKilled,
  expectAllTold,
  expectRepeatsKnown,
  test,
} from '../webhooks/servers.ts'

test('of two servers one sends, and the other goes on when either is killed', async ({ receiver, start }) => {
  const first = await start()
  const second = await start()
  await aHook(first, receiver)
  const ids: (number | undefined)[] = []
  for (let nth = 0; nth < 20; nth += 1) ids.push(await createCompany(nth % 2 ? first : second))
  await expectAllTold(
    receiver,
    ids.filter((id) => id !== undefined),
  )
  expect(receiver.received).toHaveLength(20)

  const alone = await createUntilKilled(first, 20)
  const third = await start()
  const more = await createUntilKilled(second, 20)

  await expectAllTold(receiver, [...alone, ...more])
  const last = await createCompany(third)
  await expectAllTold(receiver, last === undefined ? [] : [last])
  expectRepeatsKnown(receiver)
}, 180_000)
