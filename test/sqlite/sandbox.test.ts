import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import { roster } from '../cli/roster.ts'
import { paste, test } from './sandbox.ts'

test('the sandbox prints where it is, and its first call works when pasted', async ({ folder, dev }) => {
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
  '%s ends it and deletes its data',
  async (signal, { folder, dev }) => {
    const { stop } = await dev('--seed', 'empty')
    expect(await readdir(folder)).toHaveLength(1)

    expect(await stop(signal)).toEqual({ code: 0, stderr: '' })

    expect(await readdir(folder)).toEqual([])
  },
)

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

test('a port in use is refused, and nothing is left behind', async ({ ending, folder }) => {
  const other = createServer().listen(0, '127.0.0.1')
  ending.defer(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo // It is a string only for a Unix domain socket.

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
