import { Webhook } from 'standardwebhooks'
import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { base, created } from '../control/replies.ts'
import type { Received } from './receiver.ts'
import { aHook, test as base_, happen } from './sending.ts'

const DAY = 24 * 3600

/** The reference package checks against the real time, so these tests stop the clock there. */
const test = base_.extend('now', async ({ app }) => {
  app.clock.now = Math.floor(Date.now() / 1000)
  return app.clock.now
})

function verify(secret: string, { text, headers }: Received): unknown {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return new Webhook(secret).verify(text, texts)
}

test('the reference package accepts what is sent, with the secret that was shown', async ({
  app,
  sender,
  receiver,
  now,
}) => {
  const reply = await app.send('POST', `${base}/webhooks/secret`)
  const { secret } = reply.body.data
  await aHook(app, receiver)

  const company_id = await happen(app, (writer) => aCompany(writer, { name: 'Müller & Søn' }))
  await sender.idle()

  expect(reply).toEqual(
    created({ secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/), previousUntil: now + DAY }),
  )
  const [received] = receiver.received
  if (!received) return expect.fail('Nothing came in.')
  expect(verify(secret, received)).toMatchObject({ data: { company_id } })
  const changed = { ...received, text: received.text.replace(`${company_id}`, '999') }
  expect(() => verify(secret, changed)).toThrow('No matching signature found')
  const other = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(() => verify(other, received)).toThrow('No matching signature found')
})

test('for a day after a new secret is created both secrets sign, then only the new one', async ({
  app,
  sender,
  receiver,
  now,
}) => {
  const first = (await app.send('POST', `${base}/webhooks/secret`)).body.data.secret
  await aHook(app, receiver)
  const second = (await app.send('POST', `${base}/webhooks/secret`)).body.data.secret

  await happen(app, (writer) => aCompany(writer))
  await sender.idle()
  const overlapping = receiver.received.at(-1)
  app.clock.now = now + DAY
  await happen(app, (writer) => aCompany(writer, { name: 'Later' }))
  await sender.idle()
  const later = receiver.received.at(-1)

  if (!overlapping || !later) return expect.fail('Nothing came in.')
  expect(verify(first, overlapping)).toEqual(verify(second, overlapping))
  expect(String(overlapping.headers['webhook-signature']).split(' ')).toHaveLength(2)
  const dated = { ...later, headers: { ...later.headers } }
  expect(String(dated.headers['webhook-signature'])).toBe(
    new Webhook(second).sign(String(dated.headers['webhook-id']), new Date((now + DAY) * 1000), later.text),
  )
})

test('a secret is shown when it is created, and never again', async ({ app, now }) => {
  const { secret } = (await app.send('POST', `${base}/webhooks/secret`)).body.data

  const events = await app.database.db.selectFrom('outbox').selectAll().execute()
  expect(events.map(({ event, created_at }) => ({ event, created_at }))).toEqual([
    { event: 'webhook.secret_created', created_at: now },
  ])
  expect(JSON.stringify(events)).not.toContain(secret)
  expect(JSON.stringify(await app.send('GET', `${base}/webhooks`))).not.toContain(secret)
})
