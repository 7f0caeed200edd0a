import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, test } from '../harness.ts'

const then = String(NOW - 1000)
const storefront = {
  channelId: 1,
  name: 'Demo storefront',
  type: 'storefront',
  platform: 'bigcommerce',
  status: 'active',
  site: 'https://demo.example',
  isVisible: true,
  isEnabled: true,
  iconUrl: '',
  b2bEnabled: true,
  allowGlobalLogins: true,
  createdAt: then,
  updatedAt: then,
}
const wholesale = {
  ...storefront,
  channelId: 2,
  name: 'Demo wholesale',
  site: 'https://wholesale.demo.example',
}

test('the channels of the store are listed, with times as texts', async ({ app }) => {
  expect(await app.send('GET', '/api/v3/io/channels')).toEqual({
    status: 200,
    body: {
      code: 200,
      data: [
        { id: 1, ...storefront },
        { id: 2, ...wholesale },
      ],
      meta: { message: 'SUCCESS' },
    },
  })
})

test('a channel is found by its public number', async ({ app }) => {
  expect(await app.send('GET', '/api/v3/io/channels/2')).toEqual({
    status: 200,
    body: { code: 200, data: { id: 2, ...wholesale }, meta: { message: 'SUCCESS' } },
  })
})

test('a channel of another store does not exist', async ({ app }) => {
  expect(await app.send('GET', '/api/v3/io/channels/2', undefined, fromOtherStore)).toEqual({
    status: 404,
    body: { code: 404, message: 'The channel does not exist.' },
  })
})

test('a channel number that cannot be read is refused by name', async ({ app }) => {
  expect(await app.send('GET', '/api/v3/io/channels/first')).toEqual({
    status: 422,
    body: { code: 422, message: 'channel_id: A valid integer is required.' },
  })
})

test('a store with only one storefront refuses both requests', async ({ app }) => {
  await app.arrange((writer) => updateSettings(writer, { multiStorefront: false }))
  const off = { status: 403, body: { code: 403, message: 'Multi storefront is not enabled' } }

  expect(await app.send('GET', '/api/v3/io/channels')).toEqual(off)
  expect(await app.send('GET', '/api/v3/io/channels/1')).toEqual(off)
})
