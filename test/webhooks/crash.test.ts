import { aHook, createUntilKilled, expectAllTold, expectRepeatsKnown, test } from './servers.ts'

test('kill -9 between a commit and its delivery loses no event, and a repeated delivery has the same id', async ({
  receiver,
  start,
}) => {
  let server = await start()
  await aHook(server, receiver)
  const ids: number[] = []
  for (let round = 1; round <= 3; round += 1) {
    ids.push(...(await createUntilKilled(server, 10 + Math.floor(Math.random() * 40))))
    server = await start()
  }

  await expectAllTold(receiver, ids)

  expectRepeatsKnown(receiver)
}, 120_000)
