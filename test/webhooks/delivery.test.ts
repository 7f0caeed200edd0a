import { expect } from 'vitest'
import { NOW } from '../databases.ts'
import { aHook, test } from './sending.ts'

test('a change is sent to the hook of its scope, in the vendor’s payload', async ({
  app,
  sender,
  receiver,
}) => {
  await aHook(app, receiver, 'store/company/created', { headers: { 'X-Key': 'secret word' } })
  const body = {
    companyName: 'Acme',
    companyEmail: 'office@acme.example',
    companyPhone: '555-1000',
    country: 'United States',
    adminFirstName: 'Jane',
    adminLastName: 'Smith',
    adminEmail: 'jane@acme.example',
  }

  const reply = await app.send('POST', '/api/v3/io/companies', body)
  await sender.idle()

  const { companyId } = reply.body.data
  expect(receiver.received.map(({ text }) => JSON.parse(text))).toEqual([
    {
      scope: 'store/company/created',
      store_id: '1',
      data: { company_id: companyId },
      hash: expect.stringMatching(/^[0-9a-f]{40}$/),
      created_at: NOW,
      producer: 'stores/demo1234',
    },
  ])
  expect(receiver.received[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-key': 'secret word',
    'webhook-timestamp': String(NOW),
  })
})
