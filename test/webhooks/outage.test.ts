import { expect } from 'vitest'
import { Sender } from '../../src/webhooks/sender.ts'
import { test } from '../harness.ts'

test('a database that does not answer is told of once, however often the sender looks', async ({ app }) => {
  const errors: unknown[] = []
  const sender = new Sender({
    database: app.database,
    now: () => app.clock.now,
    policy: { loopback: true },
    holder: 'a process',
    onError: (error) => errors.push(error),
  })
  await app.database.close()

  for (let looks = 0; looks < 3; looks += 1) await sender.idle()

  expect(errors).toHaveLength(1)
})
