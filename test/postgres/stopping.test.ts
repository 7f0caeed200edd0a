import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect } from 'vitest'
import { test } from '../cli/roster.ts'

/** Stands between a server and its database, which seems frozen from a moment on. */
async function startFreezer(ending: AsyncDisposableStack, databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl)
  const state = { frozen: false, unanswered: 0 }
  const sockets: Socket[] = []
  const freezer = createServer((client) => {
    const database = connect(Number(port), hostname)
    sockets.push(client, database)
    for (const socket of [client, database]) socket.on('error', () => {})
    client.on('data', (data) => {
      if (state.frozen) state.unanswered += 1
      else database.write(data)
    })
    database.on('data', (data) => client.write(data))
    client.on('close', () => database.destroy())
  }).listen(0, '127.0.0.1')
  await once(freezer, 'listening')
  ending.defer(() => {
    for (const socket of sockets) socket.destroy()
    freezer.close()
  })
  const url = new URL(databaseUrl)
  url.port = String((freezer.address() as AddressInfo).port) // A string only for a socket in the file system.
  return { url: url.href, state }
}

test('a server whose database is frozen ends in ten seconds all the same', async ({ ending, serve, url }) => {
  const freezer = await startFreezer(ending, url)
  const { stop } = await serve({ ROSTER_DATABASE_URL: freezer.url })
  freezer.state.frozen = true
  await expect.poll(() => freezer.state.unanswered).toBeGreaterThan(0)

  const asked = performance.now()
  const ended = await stop('SIGTERM')

  expect(ended).toEqual({ code: 0, stderr: '' })
  expect(performance.now() - asked).toBeLessThan(12_000)
})
