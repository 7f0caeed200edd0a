import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { base } from '../control/replies.ts'
import { test as onHarness } from '../harness.ts'
import { aHook, happen, hooksUrl, senderOn, test } from './sending.ts'

const token = { 'X-Auth-Token': 'demo-token' }
const scope = 'store/company/*'

/** Of three bytes each, and all different, so that nothing makes them shorter. */
const letters = String.fromCharCode(...Array.from({ length: 1000 }, (_, nth) => 0x4e00 + nth))

const notHttps = 'Must be an https URL.'
const isPrivate = 'Must not lead to a private address.'

onHarness.for([
  ['http://erp.example/', notHttps],
  ['ftp://erp.example/', notHttps],
  ['erp.example', notHttps],
  ['https://erp.example:8443/', 'Must be served on port 443.'],
  ['https://user:word@erp.example/', 'Must not carry a user name or a password.'],
  ['https://localhost/', isPrivate],
  ['https://erp.localhost./', isPrivate],
  ['https://127.0.0.1/', isPrivate],
  ['https://127.1/', isPrivate],
  ['https://2130706433/', isPrivate],
  ['https://0x7f000001/', isPrivate],
  ['https://0.0.0.0/', isPrivate],
  ['https://10.1.2.3/', isPrivate],
  ['https://172.31.255.255/', isPrivate],
  ['https://192.168.1.1/', isPrivate],
  ['https://169.254.169.254/latest/meta-data', isPrivate],
  ['https://100.64.0.1/', isPrivate],
  ['https://224.0.0.1/', isPrivate],
  ['https://255.255.255.255/', isPrivate],
  ['https://[::]/', isPrivate],
  ['https://[::1]/', isPrivate],
  ['https://[fe80::1]/', isPrivate],
  ['https://[fd00::1]/', isPrivate],
  ['https://[fd00:ec2::254]/', isPrivate],
  ['https://[ff02::1]/', isPrivate],
  ['https://[::ffff:127.0.0.1]/', isPrivate],
  ['https://[::ffff:10.0.0.1]/', isPrivate],
  ['https://[::127.0.0.1]/', isPrivate],
  ['https://[64:ff9b::7f00:1]/', isPrivate],
  ['https://[2002:7f00:1::]/', isPrivate],
  ['https://[2001:db8::1]/', isPrivate],
  [`https://erp.example/${'x'.repeat(2048)}`, 'Must have at most 2048 characters.'],
  [`https://erp.example/${letters.slice(0, 680)}`, 'Must have at most 2048 bytes.'],
])('in production a hook to %s is refused', async ([destination, problem], { app }) => {
  const reply = await app.send('POST', hooksUrl, { scope, destination }, token)

  expect(reply).toEqual({
    status: 422,
    body: {
      status: 422,
      title: 'JSON data is missing or invalid',
      type: '/api-docs/getting-started/api-status-codes',
      errors: { destination: problem },
    },
  })
  expect(await app.events()).toEqual([])
})

onHarness.for([
  'https://erp.example/',
  'https://erp.example:443/a?b=c',
  'https://8.8.8.8/',
  'https://[2606:4700::1]/',
  `https://erp.example/${letters.slice(0, 676)}`,
])('in production a hook to %s is accepted', async (destination, { app }) => {
  expect((await app.send('POST', hooksUrl, { scope, destination }, token)).status).toBe(200)
})

test.for([
  ['http://127.0.0.1:4711/', 200],
  ['http://localhost:4711/', 200],
  ['http://[::1]:4711/', 200],
  ['https://localhost:4711/', 200],
  ['https://erp.example/', 200],
  ['http://erp.example/', 422],
  ['http://10.0.0.1/', 422],
  ['https://192.168.1.1/', 422],
] as const)('in the sandbox a hook to %s is answered %i', async ([destination, status], { app, sender }) => {
  await sender.idle()

  expect((await app.send('POST', hooksUrl, { scope, destination }, token)).status).toBe(status)
})

/** The error of the only delivery. */
async function errorOf(app: Parameters<typeof aHook>[0], webhookId: number): Promise<unknown> {
  const { body } = await app.send('GET', `${base}/webhooks/${webhookId}/deliveries`)
  return body.data[0].attempts.at(-1)?.error
}

test.for([
  ['127.0.0.1', 'The address 127.0.0.1 is not one that hooks may lead to.'],
  ['10.0.0.1', 'The address 10.0.0.1 is not one that hooks may lead to.'],
  ['::ffff:127.0.0.1', 'The address ::ffff:127.0.0.1 is not one that hooks may lead to.'],
  ['fe80::1', 'The address fe80::1 is not one that hooks may lead to.'],
])('a host name that resolves to %s at delivery is not connected to', async ([address, error], { app }) => {
  const addresses = ['93.184.215.14', `${address}`]
  const asked: string[] = []
  const sender = senderOn(app, {
    policy: { loopback: false },
    resolve: async (host) => {
      asked.push(host)
      return addresses
    },
  })
  await sender.start()
  const webhookId = await aHook(app, { url: 'https://rebound.example/' })

  await happen(app, (writer) => aCompany(writer))
  await sender.idle()
  app.clock.now += 60
  await sender.idle()
  await sender.stop()

  expect(asked).toEqual(['rebound.example', 'rebound.example'])
  expect(await errorOf(app, webhookId)).toBe(error)
})

test('a sandbox hook to this machine is not called in production', async ({ app, sender, receiver }) => {
  const webhookId = await aHook(app, receiver)
  await sender.stop()
  const production = senderOn(app, { holder: 'production', policy: { loopback: false } })
  await production.start()

  await happen(app, (writer) => aCompany(writer))
  await production.idle()
  await production.stop()

  expect(receiver.received).toEqual([])
  expect(await errorOf(app, webhookId)).toBe('Must be an https URL.')
})

test('localhost is this machine, whatever name servers answer', async ({ app, receiver }) => {
  const sender = senderOn(app, { resolve: async () => ['10.0.0.1'] })
  await sender.start()
  const url = receiver.url.replace('127.0.0.1', 'localhost')
  await aHook(app, { url })

  await happen(app, (writer) => aCompany(writer))
  await sender.idle()
  await sender.stop()

  expect(receiver.received.map(({ headers }) => headers.host)).toEqual([new URL(url).host])
})
