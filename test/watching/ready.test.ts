import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { listen, stopServing } from '../../src/cli/listen.ts'
import { openDatabase } from '../../src/db/database.ts'
import { test } from '../harness.ts'

const login = JSON.stringify({
  storeHash: 'demo1234',
  email: 'owner@demo.example',
  password: 'demo-password',
  name: 'ERP',
})

test('a server whose database answers is ready', async ({ app }) => {
  expect(await app.send('GET', '/ready', undefined, {})).toEqual({ status: 200, body: { status: 'ready' } })
  expect(await app.send('GET', '/health', undefined, {})).toEqual({ status: 200, body: { status: 'ok' } })
})

test('a server whose database does not answer is alive but not ready', async ({ app }) => {
  const database = await openDatabase(app.url)
  const server = await buildServer({ ...app, database, now: () => 0 })
  await database.close()

  const [ready, health] = [await server.inject('/ready'), await server.inject('/health')]

  expect([ready.statusCode, ready.json()]).toEqual([503, { status: 'database unavailable' }])
  expect(ready.headers['retry-after']).toBe('1')
  expect([health.statusCode, health.json()]).toEqual([200, { status: 'ok' }])
})

test('a server that is stopping is no longer ready', async ({ app }) => {
  const server = await buildServer({ ...app, now: () => 0 })
  const { port } = new URL(await listen(server, { host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  const head = [
    'POST /api/io/auth/backend HTTP/1.1',
    'Host: roster',
    'Expect: 100-continue',
    'Content-Type: application/json',
    `Content-Length: ${login.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await once(socket, 'data')

  const stopped = stopServing(server)
  socket.write(`${login}GET /ready HTTP/1.1\r\nHost: roster\r\n\r\n`)
  const replies = await text(socket)
  await stopped

  expect(replies.match(/HTTP\/1.1 \d+|\{"status":.*\}/g)).toEqual([
    'HTTP/1.1 200',
    'HTTP/1.1 503',
    '{"status":"stopping"}',
  ])
})
