import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { base, created, invalid, list, notFound, refusal, success } from './replies.ts'

const url = `${base}/channels`
const outlet = { channelId: 7, name: 'Outlet', site: 'https://outlet.demo.example' }
const usual = {
  iconUrl: '',
  type: 'storefront',
  platform: 'bigcommerce',
  status: 'active',
  isVisible: true,
  isEnabled: true,
  b2bEnabled: true,
  allowGlobalLogins: true,
  isDefault: false,
}
const old = { createdAt: NOW - 1000, updatedAt: NOW - 1000 }
const demo = { id: 1, channelId: 1, name: 'Demo storefront', site: 'https://demo.example', ...usual, ...old }
const wholesale = {
  ...demo,
  id: 2,
  channelId: 2,
  name: 'Demo wholesale',
  site: 'https://wholesale.demo.example',
}

async function defaultsOf(app: App): Promise<number[]> {
  const { body } = await app.send('GET', url)
  const channels: { channelId: number; isDefault: boolean }[] = body.data
  return channels.filter(({ isDefault }) => isDefault).map(({ channelId }) => channelId)
}

test('the channels of a store are listed, even when it has one storefront', async ({ app }) => {
  await app.arrange((writer) => updateSettings(writer, { multiStorefront: false }))

  expect(await app.send('GET', url)).toEqual(list([{ ...demo, isDefault: true }, wholesale]))
  expect(await app.send('GET', `${url}/2`)).toEqual(success(wholesale))
})

test('a channel is created with the number that V3 shows', async ({ app }) => {
  const reply = await app.send('POST', url, outlet)

  const { id } = reply.body.data
  const record = { id, ...outlet, ...usual, createdAt: NOW, updatedAt: NOW }
  expect(reply).toEqual(created(record))
  expect(await app.events()).toEqual([{ event: 'channel.created', channelId: 7 }])
  expect(await app.send('GET', `${url}/7`)).toEqual(success(record))
  const { body } = await app.send('GET', '/api/v3/io/channels/7')
  expect(body.data).toMatchObject({ id, channelId: 7, name: 'Outlet', b2bEnabled: true })
})

test('the given fields of a channel change, and the rest stay', async ({ app }) => {
  const changes = {
    name: 'Trade',
    status: 'inactive',
    isEnabled: false,
    iconUrl: 'https://demo.example/i.png',
  }

  const reply = await app.send('PUT', `${url}/2`, { ...changes, channelId: 9, colour: 'red' })

  expect(reply).toEqual(success({ ...wholesale, ...changes, updatedAt: NOW }))
  expect(await app.events()).toEqual([{ event: 'channel.updated', channelId: 2 }])
  expect((await app.send('GET', url)).body.data[1]).toEqual(reply.body.data)
})

test('a new default channel replaces the old one', async ({ app }) => {
  expect((await app.send('POST', url, { ...outlet, isDefault: true })).body.data.isDefault).toBe(true)
  expect(await defaultsOf(app)).toEqual([7])
  expect((await app.send('PUT', `${url}/2`, { isDefault: true })).body.data.isDefault).toBe(true)
  expect(await defaultsOf(app)).toEqual([2])
  expect((await app.send('PUT', `${url}/2`, { isDefault: true, name: 'Trade' })).status).toBe(200)

  expect(await app.events()).toEqual([
    { event: 'channel.updated', channelId: 1 },
    { event: 'channel.created', channelId: 7 },
    { event: 'channel.updated', channelId: 7 },
    { event: 'channel.updated', channelId: 2 },
    { event: 'channel.updated', channelId: 2 },
  ])
})

test('the default channel stays the default until another one becomes it', async ({ app }) => {
  expect(await app.send('PUT', `${url}/1`, { isDefault: false, name: 'Former' })).toEqual(
    refusal(422, 'default_channel_required', 'Default channel required.', { channelId: '1' }),
  )
  expect((await app.send('PUT', `${url}/2`, { isDefault: false })).status).toBe(200)
  expect(await defaultsOf(app)).toEqual([1])
  expect((await app.send('GET', `${url}/1`)).body.data.name).toBe('Demo storefront')
})

test('the first channel of a store is its default', async ({ app }) => {
  await app.arrange(async ({ db }) => {
    await db.deleteFrom('channel').execute()
  })

  expect((await app.send('POST', url, outlet)).body.data.isDefault).toBe(true)
  expect((await app.send('POST', url, { ...outlet, channelId: 8 })).body.data.isDefault).toBe(false)
})

test('a number can be used once', async ({ app }) => {
  const reply = await app.send('POST', url, { ...outlet, channelId: 2, isDefault: true })

  expect(reply).toEqual(refusal(409, 'channel_exists', 'Channel exists.', { channelId: '2' }))
  expect(await defaultsOf(app)).toEqual([1])
  expect(await app.events()).toEqual([])
})

test('an invalid value is refused by name', async ({ app }) => {
  expect(await app.send('POST', url, {})).toEqual(
    invalid({ channelId: 'Is required.', name: 'Is required.' }),
  )
  expect(await app.send('POST', url, { ...outlet, channelId: 0 })).toEqual(
    invalid({ channelId: 'Must be at least 1.' }),
  )
  expect(await app.send('PUT', `${url}/1`, { type: 'shop', isVisible: 1, site: null })).toEqual(
    invalid({ site: 'Must be string.', type: '"shop" is not a choice.', isVisible: 'Must be boolean.' }),
  )
  expect(await app.send('PUT', `${url}/99`, { name: 'Nowhere' })).toEqual(
    notFound('channel', { channelId: '99' }),
  )
  expect(await app.send('GET', `${url}/99`)).toEqual(notFound('channel', { channelId: '99' }))
})
