import { once } from 'node:events'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { json as jsonOf, text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { listen, stopServing } from '../../src/cli/listen.ts'
import { migrations } from '../../src/db/migrations/index.ts'
import { NOW } from '../databases.ts'
import { fromReader } from '../harness.ts'
import { roster, test, testEmpty } from './roster.ts'

const login = JSON.stringify({
  storeHash: 'demo1234',
  email: 'owner@demo.example',
  password: 'demo-password',
  name: 'ERP',
})

testEmpty('serve creates its tables, logs JSON and stops on request', async ({ serve }) => {
  const { address, lines, stop } = await serve()
  const health = await fetch(`${address}/health`)
  expect(await health.json()).toEqual({ status: 'ok' })

  expect(await stop('SIGTERM')).toEqual({ code: 0, stderr: '' })

  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 'info', time, msg: `Server listening at ${address}` },
    {
      level: 'info',
      time,
      migrated: migrations.map(({ name }) => name),
      msg: `Roster is ready on ${address}`,
    },
    { level: 'info', time, signal: 'SIGTERM', msg: 'Roster stops after the requests under way' },
  ])
})

test('requests under way are answered after SIGTERM, and idle connections do not delay the end', async ({
  ending,
  serve,
}) => {
  const { address, stop } = await serve()
  const agent = new Agent({ keepAlive: true })
  ending.defer(() => agent.destroy())
  await (await fetch(`${address}/health`)).text()
  const underWay = await begin(`${address}/api/io/auth/backend`, agent)

  const stopped = stop('SIGTERM')
  await expect.poll(() => fetch(`${address}/health`).catch(() => 'refused')).toBe('refused')
  underWay.end(login)
  const [reply]: IncomingMessage[] = await once(underWay, 'response')
  const body = reply && (await jsonOf(reply))
  const answered = performance.now()

  expect(reply?.statusCode).toBe(200)
  expect(body).toEqual({
    code: 200,
    data: { name: 'ERP', token: expect.any(String) },
    meta: { message: 'SUCCESS' },
  })
  expect(await stopped).toEqual({ code: 0, stderr: '' })
  expect(performance.now() - answered).toBeLessThan(8000)
})

test('a request that never ends is aborted', async ({ app }) => {
  const server = await buildServer({ ...app, now: () => NOW })
  const address = await listen(server, { host: '127.0.0.1', port: 0 })
  const underWay = await begin(`${address}/api/io/auth/backend`, new Agent())
  const failed = once(underWay, 'error')

  await stopServing(server, 50)

  await expect(failed).resolves.toEqual([expect.objectContaining({ code: 'ECONNRESET' })])
})

test('another request on an open connection is answered while the server stops', async ({ app }) => {
  const server = await buildServer({ ...app, now: () => NOW })
  const { port } = new URL(await listen(server, { host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  const head = ['POST /api/io/auth/backend HTTP/1.1', 'Host: roster', 'Expect: 100-continue']
  const kind = ['Content-Type: application/json', `Content-Length: ${login.length}`]
  socket.write(`${[...head, ...kind].join('\r\n')}\r\n\r\n`)
  await once(socket, 'data')

  const stopped = stopServing(server)
  socket.write(`${login}GET /health HTTP/1.1\r\nHost: roster\r\n\r\n`)
  const replies = await text(socket)
  await stopped

  expect(replies.match(/HTTP\/1.1 \d+|connection: close|"code":200|"status":"ok"/gi)).toEqual([
    'HTTP/1.1 200',
    '"code":200',
    'HTTP/1.1 200',
    'Connection: close',
    '"status":"ok"',
  ])
})

test('a bug is logged in full under the id that the client gets, without the secrets of the request', async ({
  app,
  serve,
}) => {
  const { address, lines, stop } = await serve()
  await app.database.transaction((tx) => sql`drop table sales_staff_company`.execute(tx))

  const reply = await fetch(`${address}/api/v3/io/sales-staffs`, { headers: fromReader })

  expect({ status: reply.status, body: await reply.json() }).toEqual({
    status: 500,
    body: { code: 500, data: {}, meta: { message: 'Internal Server Error' } },
  })
  await stop('SIGTERM')
  const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')
  expect(errors).toEqual([
    expect.objectContaining({
      reqId: reply.headers.get('x-request-id'),
      err: expect.objectContaining({ message: expect.stringContaining('sales_staff_company') }),
    }),
  ])
  expect(lines.join('\n')).not.toContain('demo-read-token')
})

test('a port in use is refused', async ({ ending, url }) => {
  const other = createServer().listen(0, '127.0.0.1')
  ending.defer(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo // It is a string only for a Unix domain socket.

  const ran = await roster(['serve'], { ROSTER_DATABASE_URL: url, ROSTER_PORT: String(port) })

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: `Roster cannot listen on 127.0.0.1 port ${port}, because something else listens there: stop it, or choose another port.\n`,
  })
})

test('an address that the machine does not have is refused', async ({ url }) => {
  const ran = await roster(['serve'], { ROSTER_DATABASE_URL: url, ROSTER_HOST: '203.0.113.1' })

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'Roster cannot listen on 203.0.113.1 port 4000, because this machine does not have that address: choose one that it has.\n',
  })
})

/** A POST whose headers the server has received and whose body it is waiting for. */
async function begin(url: string, agent: Agent): Promise<ClientRequest> {
  const underWay = request(url, {
    agent,
    method: 'POST',
    headers: { expect: '100-continue', 'content-type': 'application/json' },
  })
  underWay.flushHeaders()
  await once(underWay, 'continue')
  return underWay
}
