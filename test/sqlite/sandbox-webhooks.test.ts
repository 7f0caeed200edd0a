import { Webhook } from 'standardwebhooks'
import { expect } from 'vitest'
import { fromDemo } from '../credentials.ts'
import { startReceiver } from '../webhooks/receiver.ts'
import { test } from './sandbox.ts'

const headers = {
  ...fromDemo,
  'Content-Type': 'application/json',
}

test('a sandbox sends events to a server on the same machine, signed with the published secret', async ({
  dev,
  ending,
}) => {
  const receiver = await startReceiver()
  ending.defer(() => receiver.close())
  const { address } = await dev()
  const post = (path: string, body: object) =>
    fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const hook = await post('/stores/demo1234/v3/hooks', {
    scope: 'store/superadmin/created',
    destination: receiver.url,
  })

  const person = { email: 'sue@demo.example', firstName: 'Sue', lastName: 'Super', phone: '555-1000' }
  const made = await post('/api/v3/io/super-admins', person)
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1)

  expect([hook.status, made.status]).toEqual([200, 200])
  const [received] = receiver.received
  const texts = Object.entries(received?.headers ?? {}).map(([name, value]) => [name, String(value)])
  const secret = new Webhook('whsec_ZGVtby1zZWNyZXQtZGVtby1zZWNyZXQ=')
  expect(secret.verify(received?.text ?? '', Object.fromEntries(texts))).toMatchObject({
    scope: 'store/superadmin/created',
    store_id: '1',
    producer: 'stores/demo1234',
  })
})
