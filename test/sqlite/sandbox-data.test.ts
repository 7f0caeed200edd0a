import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { roster } from '../cli/roster.ts'
import { paste, test } from './sandbox.ts'

test('existing data is not filled again', async ({ folder, dev }) => {
  const data = join(folder, 'deep', 'kept')
  const first = await dev('--data', data, '--seed', 'empty')
  expect(first.lines).toContain(`Data:          ${data}, filled from the seed`)
  await roster(
    [
      'staff',
      'create',
      '--store',
      'demo1234',
      '--email',
      'rita@demo.example',
      '--name',
      'Rita',
      '--role',
      'Sales Rep',
    ],
    { ROSTER_DATABASE_URL: `sqlite:${data}/roster.db` },
  )
  await first.stop('SIGTERM')

  const second = await dev('--data', data)

  expect(second.lines).toContain(`Data:          ${data}, as it was left`)
  expect(await paste(second.lines.at(-3))).toEqual({
    code: 200,
    data: [
      {
        id: expect.any(Number),
        email: 'rita@demo.example',
        salesRepName: 'Rita',
        roleName: 'Sales Rep',
        companyCount: 0,
      },
    ],
    meta: { message: 'SUCCESS', pagination: { totalCount: 1, limit: 10, offset: 0 } },
  })
})

test("a seed of one's own is taken from a file of JSON", async ({ folder, dev }) => {
  const file = join(folder, 'own.json')
  const channels = [{ channelId: 1, name: 'Shop', site: 'https://shop.example' }]
  const tokens = [
    { name: 'Control', value: 'for-control', scopes: ['control'] },
    { name: 'Reads', value: 'a $"strange" token', scopes: ['b2b_read_only'] },
  ]
  await writeFile(file, JSON.stringify({ stores: [{ storeHash: 'own1', name: 'Own', tokens, channels }] }))

  const { lines } = await dev('--seed', file)

  expect(lines).toContain('Token:         a $"strange" token')
  expect(await paste(lines.at(-3))).toMatchObject({ code: 200, data: [] })
})

test('without a token for a store it says how to create one', async ({ folder, dev }) => {
  const file = join(folder, 'own.yaml')
  const data = join(folder, 'kept')
  await writeFile(file, 'stores: [{ storeHash: own1, name: Own, channels: [] }]')

  const { lines } = await dev('--seed', file, '--data', data)

  expect(lines.at(-3)).toBe(
    `No token of the seed opens a store here: make one with ROSTER_DATABASE_URL="sqlite:${data}/roster.db" and "roster token create".`,
  )
})

test('a missing seed is refused, and nothing is left behind', async ({ folder }) => {
  const ran = await roster(['dev', '--port', '0', '--seed', './nowhere.yaml'], { TMPDIR: folder })

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no seed file ./nowhere.yaml: name a file that is there, or demo, or empty.\n',
  })
  expect(await readdir(folder)).toEqual([])
})
