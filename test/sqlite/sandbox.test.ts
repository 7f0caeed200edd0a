import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from 'vitest'
import { roster, startServer } from '../cli/roster.ts'

interface Sandbox {
  ending: AsyncDisposableStack
  /** An empty folder, which is also where the program makes its temporary ones. */
  folder: string
  dev(...args: string[]): ReturnType<typeof startServer>
}

const test = base.extend<Sandbox>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  ending: async ({}, use) => {
    await using ending = new AsyncDisposableStack()
    await use(ending)
  },
  folder: async ({ ending }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'roster-test-'))
    ending.defer(() => rm(folder, { recursive: true }))
    await use(folder)
  },
  dev: async ({ ending, folder }, use) => {
    await use((...args) => startServer(ending, ['dev', '--port', '0', ...args], { TMPDIR: folder }))
  },
})

test('the sandbox says where it is, and its first call works when pasted', async ({ folder, dev }) => {
  const { address, lines } = await dev()

  const [name] = await readdir(folder)
  const call = `curl -H "X-Auth-Token: demo-token" -H "X-Store-Hash: demo1234" "${address}/api/v3/io/sales-staffs"`
  expect(lines).toEqual([
    '',
    `Address:       ${address}`,
    `Documentation: ${address}/docs`,
    'Store hash:    demo1234',
    'Token:         demo-token',
    `Data:          ${join(folder, String(name))}, until exit`,
    '',
    call,
    '',
    `Roster is ready on ${address}`,
  ])
  expect(await paste(call)).toMatchObject({
    code: 200,
    meta: { message: 'SUCCESS', pagination: { totalCount: 4, limit: 10, offset: 0 } },
  })
})

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it, and its data with it',
  async (signal, { folder, dev }) => {
    const { stop } = await dev('--seed', 'empty')
    expect(await readdir(folder)).toHaveLength(1)

    expect(await stop(signal)).toEqual({ code: 0, stderr: '' })

    expect(await readdir(folder)).toEqual([])
  },
)

test('data that is kept is not filled again', async ({ folder, dev }) => {
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

test('a second sandbox on one folder says so and stops, and the first goes on', async ({ folder, dev }) => {
  const data = join(folder, 'kept')
  const { address } = await dev('--data', data, '--seed', 'empty')

  const second = await roster(['dev', '--port', '0', '--data', data])

  expect(second).toEqual({
    code: 1,
    stdout: '',
    stderr: `Another Roster is already running on ${data}: stop it, or choose another folder.\n`,
  })
  expect((await fetch(`${address}/health`)).status).toBe(200)
})

test('a port that something else has is refused, and nothing is left behind', async ({ ending, folder }) => {
  const other = createServer().listen(0, '127.0.0.1')
  ending.defer(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo // A string only for a socket in the file system.

  const ran = await roster(['dev', '--port', String(port), '--seed', 'empty'], { TMPDIR: folder })

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: `Roster cannot listen on 127.0.0.1 port ${port}, because something else listens there: stop it, or choose another port.\n`,
  })
  expect(await readdir(folder)).toEqual([])
})

test.for(['0.0.0.0', '::', '192.168.1.10', '128.0.0.1', 'db.example', ''])(
  'it does not listen on "%s"',
  async (host, { folder }) => {
    const ran = await roster(['dev', '--port', '0', '--host', host], { TMPDIR: folder })

    expect(ran).toEqual({
      code: 1,
      stdout: '',
      stderr: `The sandbox does not listen on "${host}", because everybody knows its tokens and passwords: choose 127.0.0.1, ::1 or localhost, or run "roster serve".\n`,
    })
    expect(await readdir(folder)).toEqual([])
  },
)

test('it listens on any loopback address', async ({ dev }) => {
  const { address } = await dev('--host', '127.0.0.2', '--seed', 'empty')

  expect(address).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/)
  expect(await (await fetch(`${address}/health`)).json()).toEqual({ status: 'ok' })
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

test('without a token that opens a store it says how to make one', async ({ folder, dev }) => {
  const file = join(folder, 'own.yaml')
  const data = join(folder, 'kept')
  await writeFile(file, 'stores: [{ storeHash: own1, name: Own, channels: [] }]')

  const { lines } = await dev('--seed', file, '--data', data)

  expect(lines.at(-3)).toBe(
    `No token of the seed opens a store here: make one with ROSTER_DATABASE_URL="sqlite:${data}/roster.db" and "roster token create".`,
  )
})

test('a seed that is not there is refused, and nothing is left behind', async ({ folder }) => {
  const ran = await roster(['dev', '--port', '0', '--seed', './nowhere.yaml'], { TMPDIR: folder })

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no seed file ./nowhere.yaml: name a file that is there, or demo, or empty.\n',
  })
  expect(await readdir(folder)).toEqual([])
})

/** Answers what a call in the words of curl answers. */
async function paste(call = ''): Promise<unknown> {
  const [url = '', ...headers] = [...call.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, quoted = '']) => quoted.replaceAll(/\\(.)/g, '$1'))
    .reverse()
  const pairs = headers.map((header): [string, string] => [
    header.split(': ')[0] ?? '',
    header.split(': ')[1] ?? '',
  ])
  return (await fetch(url, { headers: pairs })).json()
}
