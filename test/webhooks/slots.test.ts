import type { ServerResponse } from 'node:http'
import { expect } from 'vitest'
import { aCompany, aSuperAdmin } from '../builders.ts'
import { base } from '../control/replies.ts'
import type { App } from '../harness.ts'
import { type Answering, type Receiver, startReceiver } from './receiver.ts'
import { aHook, happen, senderOn, test } from './sending.ts'

const scope = 'store/company/created'

/** Creates several companies in one transaction. */
const companies = (app: App, count: number) =>
  happen(app, async (writer) => {
    for (let nth = 0; nth < count; nth += 1) await aCompany(writer, { name: `Company ${nth}` })
  })

/** Does not reply until `letGo` is called. */
async function startSlowReceiver() {
  const held: ServerResponse[] = []
  const hang: Answering = (_, response) => {
    held.push(response)
    return undefined
  }
  const receiver = await startReceiver(hang)
  return {
    ...receiver,
    held,
    hang() {
      receiver.behaviour.answer = hang
    },
    letGo() {
      receiver.behaviour.answer = () => 200
      for (const response of held.splice(0)) response.writeHead(200).end()
    },
  }
}

const sum = (counts: number[]) => counts.reduce((total, count) => total + count)

/** Resolves when the count has been received. */
async function has({ received }: Receiver, count: number): Promise<void> {
  await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
}

test('receivers that hang leave room for another hook', async ({ app, sender, receiver }) => {
  const slow = await Promise.all([1, 2, 3, 4, 5].map(startSlowReceiver))
  for (const one of slow) await aHook(app, one, scope)
  await companies(app, 30)
  sender.wake()
  for (const one of slow) await has(one, 2)
  await aHook(app, receiver, 'store/company/*')

  await companies(app, 5)
  sender.wake()
  await has(receiver, 5)

  expect(slow.map(({ received }) => received.length)).toEqual([2, 2, 2, 2, 2])
  for (const one of slow) one.letGo()
  await sender.idle()
  expect(slow.map(({ received }) => received.length)).toEqual([35, 35, 35, 35, 35])
  for (const one of slow) await one.close()
})

test('a receiver that hangs after many replies leaves room for another hook', async ({
  app,
  sender,
  receiver,
}) => {
  const slow = await startSlowReceiver()
  slow.behaviour.answer = () => 200
  await aHook(app, slow, scope)
  await companies(app, 50)
  await sender.idle()
  slow.hang()
  await companies(app, 50)
  sender.wake()
  await has(slow, 60)
  await aHook(app, receiver, scope)

  await companies(app, 5)
  sender.wake()
  await has(receiver, 5)

  expect(slow.held.length).toBeLessThan(20)
  slow.letGo()
  await sender.idle()
  await slow.close()
})

test('at most twenty deliveries run at once, and no hook takes all of them', async ({ app, sender }) => {
  const slow = await Promise.all([1, 2, 3, 4, 5].map(startSlowReceiver))
  for (const one of slow) {
    one.behaviour.answer = () => 200
    await aHook(app, one, scope)
  }
  await companies(app, 20)
  await sender.idle()
  for (const one of slow) one.hang()
  const first = slow.map(({ received }) => received.length)
  const underWay = () => slow.map(({ held }) => held.length)

  await companies(app, 30)
  sender.wake()
  await expect.poll(() => sum(underWay())).toBeGreaterThanOrEqual(16)

  expect(first).toEqual([20, 20, 20, 20, 20])
  expect(Math.min(...underWay())).toBeGreaterThanOrEqual(2)
  expect(sum(underWay())).toBeLessThanOrEqual(20)
  for (const one of slow) one.letGo()
  await sender.idle()
  expect(slow.map(({ received }) => received.length)).toEqual([50, 50, 50, 50, 50])
  for (const one of slow) await one.close()
})

test('hooks with much to send and slow receivers leave another hook its turn', async ({
  app,
  sender,
  receiver,
}) => {
  const slow = await startSlowReceiver()
  for (const one of [scope, 'store/company/*'])
    for (let nth = 0; nth < 10; nth += 1) await aHook(app, { url: `${slow.url}${nth}` }, one)
  await companies(app, 10)
  sender.wake()
  await expect.poll(() => slow.held.length).toBe(20)
  const webhookId = await aHook(app, receiver, 'store/superadmin/*')
  await happen(app, (writer) => aSuperAdmin(writer))
  sender.wake()
  const deliveries = `${base}/webhooks/${webhookId}/deliveries`
  await expect.poll(async () => (await app.send('GET', deliveries)).body.data).toHaveLength(1)

  // Each of the twenty places is given up once, and taken again.
  for (let answered = 1; answered <= 20; answered += 1) {
    slow.held.shift()?.writeHead(200).end()
    await expect
      .poll(() => slow.received.length + receiver.received.length)
      .toBeGreaterThanOrEqual(20 + answered)
  }
  slow.held.shift()?.writeHead(200).end()
  await has(receiver, 1)

  slow.letGo()
  await sender.idle()
  await slow.close()
})

test('a receiver that does not reply in time has failed, and occupies one slot from then on', async ({
  app,
  receiver,
}) => {
  const slow = await startSlowReceiver()
  const sender = senderOn(app, { timeoutMs: 1000 })
  await sender.start()
  const webhookId = await aHook(app, slow, scope)

  await companies(app, 3)
  await sender.idle()
  await aHook(app, receiver, scope)
  await companies(app, 1)
  await sender.idle()
  await sender.stop()

  const { body } = await app.send('GET', `${base}/webhooks/${webhookId}/deliveries`)
  const errors = body.data.map(({ attempts }: { attempts: { error: string }[] }) => attempts.at(-1)?.error)
  expect(errors).toEqual(Array.from({ length: 4 }, () => 'No answer within 1000 ms.'))
  expect(receiver.received).toHaveLength(1)
  await slow.close()
})

test('a backlog too large for memory is still sent', async ({ app, sender, receiver }) => {
  await aHook(app, receiver, scope)

  for (let part = 0; part < 5; part += 1) await companies(app, 500)
  await sender.idle()

  const ids = receiver.told().map(({ company_id }) => company_id)
  expect(new Set(ids).size).toBe(2500)
  expect(ids).toHaveLength(2500)
})

test('a reply that does not end is accepted by its status', async ({ app, receiver }) => {
  receiver.behaviour.answer = (_, response) => {
    response.writeHead(202).write('on and on')
    return undefined
  }
  const sender = senderOn(app, { timeoutMs: 2000 })
  await sender.start()
  const webhookId = await aHook(app, receiver, scope)

  await companies(app, 1)
  await sender.idle()
  await sender.stop()

  const { body } = await app.send('GET', `${base}/webhooks/${webhookId}/deliveries`)
  expect(body.data).toMatchObject([
    { outcome: 'delivered', attempts: [{ status: 202, responseStart: 'on and on', error: null }] },
  ])
})
