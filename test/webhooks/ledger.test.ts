import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { base, created, invalid, list, notFound, refusal, success } from '../control/replies.ts'
import { NOW } from '../databases.ts'
import type { App } from '../harness.ts'
import { aHook, happen, hooksUrl, test } from './sending.ts'

const url = `${base}/webhooks`

async function deliveriesOf(app: App, webhookId: number, query = '') {
  return (await app.send('GET', `${url}/${webhookId}/deliveries${query}`)).body.data
}

test('hooks are listed in the control API', async ({ app, sender, receiver }) => {
  await sender.idle()
  const id = await aHook(app, receiver, 'store/company/*', { headers: { 'X-Key': 'a' } })

  expect(await app.send('GET', url)).toEqual(
    list([
      {
        id,
        scope: 'store/company/*',
        destination: receiver.url,
        headers: { 'X-Key': 'a' },
        isActive: true,
        createdAt: NOW,
        updatedAt: NOW,
      },
    ]),
  )
})

test('a test is sent and recorded as a delivery', async ({ app, sender, receiver }) => {
  const id = await aHook(app, receiver)

  const reply = await app.send('POST', `${url}/${id}/test`)
  await sender.idle()

  const delivery = {
    id: expect.any(Number),
    messageId: expect.stringMatching(/^msg_[\w-]{36}$/),
    scope: 'roster/webhook/test',
    outcome: 'waiting',
    payload: expect.any(String),
    nextAttemptAt: NOW,
    createdAt: NOW,
    attempts: [],
  }
  expect(reply).toEqual(created(delivery))
  expect(receiver.told()).toEqual([{ scope: 'roster/webhook/test', webhook_id: id }])
  expect(await deliveriesOf(app, id)).toMatchObject([{ outcome: 'delivered', attempts: [{ status: 200 }] }])
  expect(await app.events()).toContainEqual({ event: 'webhook.tested', webhookId: id })
})

test('a delivery is repeated with its own id', async ({ app, sender, receiver }) => {
  const id = await aHook(app, receiver)
  await happen(app, (writer) => aCompany(writer))
  await sender.idle()
  const [{ id: deliveryId, messageId }] = await deliveriesOf(app, id)

  const reply = await app.send('POST', `${url}/${id}/deliveries/${deliveryId}/resend`)
  await sender.idle()

  expect(reply.body.data).toMatchObject({ id: deliveryId, outcome: 'waiting', nextAttemptAt: NOW })
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([messageId, messageId])
  expect(await deliveriesOf(app, id)).toMatchObject([
    { outcome: 'delivered', attempts: [{ attempt: 1 }, { attempt: 2 }] },
  ])
  expect(await app.send('POST', `${url}/${id}/deliveries/999999/resend`)).toEqual(
    notFound('delivery', { deliveryId: '999999' }),
  )
})

test('everything since a given time is repeated in order', async ({ app, sender, receiver }) => {
  const id = await aHook(app, receiver)
  const names = ['A', 'B', 'C']
  for (const name of names) {
    await happen(app, (writer) => aCompany(writer, { name }))
    await sender.idle()
    app.clock.now += 10
  }
  const first = receiver.told()
  receiver.received.length = 0

  const reply = await app.send('POST', `${url}/${id}/resend`, { since: NOW + 10 })
  await sender.idle()

  expect(reply).toEqual(success({ deliveries: 2 }))
  expect(receiver.told().toSorted((a, b) => a.company_id - b.company_id)).toEqual(first.slice(1))
  expect(await app.events()).toContainEqual({ event: 'webhook.resent', webhookId: id, deliveries: 2 })
})

test('deliveries that wait for a switched-off hook are cancelled, and sent again on request', async ({
  app,
  sender,
  receiver,
}) => {
  const id = await aHook(app, receiver)
  receiver.behaviour.answer = () => 500
  await happen(app, (writer) => aCompany(writer))
  await sender.idle()
  await app.send('PUT', `${hooksUrl}/${id}`, { is_active: false })
  await sender.idle()
  receiver.behaviour.answer = () => 200
  app.clock.now += 60
  await sender.idle()

  expect(await deliveriesOf(app, id, '?outcome=cancelled')).toMatchObject([
    { outcome: 'cancelled', nextAttemptAt: null },
  ])
  expect(await deliveriesOf(app, id, '?outcome=waiting')).toEqual([])
  expect(receiver.received).toHaveLength(1)
  const inactive = refusal(422, 'webhook_inactive', 'Webhook inactive.', { webhookId: String(id) })
  expect(await app.send('POST', `${url}/${id}/resend`, { since: 0 })).toEqual(inactive)
  expect(await app.send('POST', `${url}/${id}/test`)).toEqual(inactive)
  await app.send('PUT', `${hooksUrl}/${id}`, { is_active: true })
  await app.send('POST', `${url}/${id}/resend`, { since: 0 })
  await sender.idle()
  expect(receiver.received).toHaveLength(2)
})

test('deliveries are listed in pages, from a given time on', async ({ app, sender, receiver }) => {
  const id = await aHook(app, receiver)
  for (const name of ['A', 'B', 'C']) await happen(app, (writer) => aCompany(writer, { name }))
  await sender.idle()
  const all = await deliveriesOf(app, id)

  expect(await app.send('GET', `${url}/${id}/deliveries?limit=2`)).toEqual(
    list(all.slice(0, 2), { limit: 2, next: all[1].id }),
  )
  expect(await deliveriesOf(app, id, `?after=${all[1].id}`)).toEqual(all.slice(2))
  expect(await deliveriesOf(app, id, `?since=${NOW + 1}`)).toEqual([])
  expect(await app.send('GET', `${url}/${id}/deliveries?outcome=lost`)).toEqual(
    invalid({ outcome: '"lost" is not a choice.' }),
  )
  expect(await app.send('GET', `${url}/999999/deliveries`)).toEqual(
    notFound('webhook', { webhookId: '999999' }),
  )
})
