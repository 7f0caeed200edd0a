import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { test } from './roster.ts'

const channels = [{ channelId: 1, name: 'Shop', site: 'https://shop.example', isDefault: true }]

test('seed adds the stores of a file to the existing ones', async ({ app, ending, run, json }) => {
  const seed = {
    stores: [
      { storeHash: 'acme1', name: 'Acme', channels },
      { storeHash: 'acme2', name: 'Too', channels },
    ],
  }

  const seeded = await run('seed', await fileWith(ending, seed))

  expect(seeded).toEqual({ code: 0, stdout: 'Made store acme1.\nMade store acme2.\n', stderr: '' })
  const storeHashes = Object(await json('store', 'list')).map((store: object) => Object(store).storeHash)
  expect(storeHashes).toEqual(['demo1234', 'other567', 'acme1', 'acme2'])
  expect(await app.events()).toEqual([
    { event: 'store.created', storeHash: 'acme1' },
    { event: 'channel.created', channelId: 1 },
    { event: 'store.created', storeHash: 'acme2' },
    { event: 'channel.created', channelId: 1 },
  ])
})

test('a seed with a store that already exists creates none of its stores', async ({
  app,
  ending,
  run,
  json,
}) => {
  const seed = {
    stores: [
      { storeHash: 'acme1', name: 'Acme', channels },
      { storeHash: 'demo1234', name: 'Too', channels },
    ],
  }

  const { code, stdout, stderr } = await run('seed', await fileWith(ending, seed))

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('There is a store "demo1234" already: choose another hash.\n')
  expect(await json('store', 'list')).toHaveLength(2)
  expect(await app.events()).toEqual([])
})

test('seed prints the stores it created as JSON', async ({ ending, json }) => {
  const seed = { stores: [{ storeHash: 'acme1', name: 'Acme', channels }] }

  expect(await json('seed', await fileWith(ending, seed))).toEqual({ storeHashes: ['acme1'] })
})

async function fileWith(ending: AsyncDisposableStack, seed: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-test-'))
  ending.defer(() => rm(folder, { recursive: true }))
  const file = join(folder, 'seed.json')
  await writeFile(file, JSON.stringify(seed))
  return file
}
