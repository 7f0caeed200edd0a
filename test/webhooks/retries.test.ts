import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { base } from '../control/replies.ts'
import { NOW } from '../databases.ts'
import { aHook, happen, hooksUrl, test } from './sending.ts'

const delays = [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400]

test('a failed delivery is retried after exactly the vendor’s delays, and then the hook is switched off', async ({
  app,
  sender,
  receiver,
}) => {
  receiver.behaviour.answer = () => 500
  const webhookId = await aHook(app, receiver)
  await happen(app, (writer) => aCompany(writer))
  await sender.idle()

  for (const [retries, delay] of delays.entries()) {
    expect(receiver.received).toHaveLength(retries + 1)
    app.clock.now += delay - 1
    await sender.idle()
    expect(receiver.received).toHaveLength(retries + 1)
    app.clock.now += 1
    await sender.idle()
  }
  app.clock.now += 1_000_000
  await happen(app, (writer) => aCompany(writer, { name: 'Too late' }))
  await sender.idle()

  expect(receiver.received).toHaveLength(12)
  const end = NOW + delays.reduce((sum, delay) => sum + delay)
  const hook = (await app.send('GET', `${hooksUrl}/${webhookId}`)).body.data
  expect(hook).toMatchObject({ is_active: false, updated_at: end })
  expect(await app.events()).toContainEqual({ event: 'webhook.deactivated', webhookId })
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1)
  expect(receiver.received.map(({ headers }) => Number(headers['webhook-timestamp'])).at(-1)).toBe(end)
})

test('a delivery that arrives in the end is not retried', async ({ app, sender, receiver }) => {
  const webhookId = await aHook(app, receiver)
  receiver.behaviour.answer = () => 503
  await happen(app, (writer) => aCompany(writer))
  await sender.idle()
  receiver.behaviour.answer = () => 204
  app.clock.now += 60
  await sender.idle()
  app.clock.now += 1_000_000
  await sender.idle()

  expect(receiver.received).toHaveLength(2)
  const { body } = await app.send('GET', `${base}/webhooks/${webhookId}/deliveries`)
  expect(body.data).toEqual([
    {
      id: expect.any(Number),
      messageId: receiver.received[0]?.headers['webhook-id'],
      scope: 'store/company/created',
      outcome: 'delivered',
      payload: receiver.received[0]?.text,
      nextAttemptAt: null,
      createdAt: NOW,
      attempts: [
        {
          attempt: 1,
          attemptedAt: NOW,
          durationMs: expect.any(Number),
          status: 503,
          responseStart: 'status 503',
          error: null,
        },
        {
          attempt: 2,
          attemptedAt: NOW + 60,
          durationMs: expect.any(Number),
          status: 204,
          responseStart: '',
          error: null,
        },
      ],
    },
  ])
})

test.for([
  ['a redirect', 302, null],
  ['a status that is no success', 404, null],
  ['a change of protocol', 101, null],
  ['a connection that breaks off', undefined, 'socket hang up'],
] as const)('%s counts as failed', async ([, status, error], { app, sender, receiver }) => {
  receiver.behaviour.answer = (_, response) => {
    response.setHeader('location', `${receiver.url}elsewhere`)
    if (status === 101)
      response.setHeaders(new Map(Object.entries({ connection: 'upgrade', upgrade: 'h2c' })))
    if (status === undefined) response.destroy()
    return status
  }
  const webhookId = await aHook(app, receiver)

  await happen(app, (writer) => aCompany(writer))
  await sender.idle()

  const { body } = await app.send('GET', `${base}/webhooks/${webhookId}/deliveries`)
  expect(body.data).toMatchObject([
    {
      outcome: 'waiting',
      nextAttemptAt: NOW + 60,
      attempts: [{ attempt: 1, status: status ?? null, error }],
    },
  ])
  expect(receiver.received.map(({ url }) => url)).toEqual(['/'])
})
