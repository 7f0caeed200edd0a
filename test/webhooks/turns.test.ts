import { expect } from 'vitest'
import { Lease } from '../../src/webhooks/lease.ts'
import { aCompany } from '../builders.ts'
import { test as onHarness } from '../harness.ts'
import { aHook, happen, senderOn, test } from './sending.ts'

onHarness('when many senders ask for the turn at once, one gets it', async ({ app }) => {
  const leases = Array.from({ length: 8 }, (_, nth) => new Lease(app.database, `holder ${nth}`))

  const taken = await Promise.all(leases.map((lease) => lease.seek({ beat: true })))

  expect(taken.filter((turn) => turn)).toHaveLength(1)
  expect(leases.filter(({ held }) => held)).toHaveLength(1)
})

onHarness(
  'a turn passes to another sender when its holder hangs, and not while it is alive',
  async ({ app }) => {
    const first = new Lease(app.database, 'first')
    const second = new Lease(app.database, 'second')
    const beat = () => app.database.transaction((tx) => first.keep(tx))
    await first.seek({ beat: true })

    for (let looks = 0; looks < 10; looks += 1) {
      await beat()
      expect(await second.seek({ beat: true })).toBe(false)
    }
    const looks = []
    for (let look = 0; look < 3; look += 1) looks.push(await second.seek({ beat: true }))

    expect(looks).toEqual([false, false, true])
    expect(await beat()).toBe(false)
    expect([first.held, second.held]).toEqual([false, true])
  },
)

onHarness('a released turn can be taken at once', async ({ app }) => {
  const first = new Lease(app.database, 'first')
  const second = new Lease(app.database, 'second')
  await first.seek({ beat: true })
  await first.release()

  expect(await second.seek({ beat: false })).toBe(true)
})

test('of two processes one sends, and the other takes over when it stops', async ({
  app,
  sender,
  receiver,
}) => {
  const other = senderOn(app, { holder: 'two' })
  await other.start()
  await aHook(app, receiver)

  for (let nth = 0; nth < 20; nth += 1) {
    await happen(app, (writer) => aCompany(writer, { name: `Company ${nth}` }))
    sender.wake()
    other.wake()
  }
  await Promise.all([sender.idle(), other.idle()])
  await sender.stop()
  await happen(app, (writer) => aCompany(writer, { name: 'Last' }))
  await other.idle()
  await other.stop()

  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(21)
  expect(new Set(ids).size).toBe(21)
})
