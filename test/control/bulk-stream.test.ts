import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { aCompany } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { aUserLine, BULK, ndjson, resultsIn } from './bulk-lines.ts'

const MANY = 10_000
/** Allowance for what a warm server may still cache; a fraction of the size of all the lines. */
const MOST_GROWTH_BYTES = 8 * 1024 * 1024

test('results arrive while lines are still being sent', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await using server = await listening(app)
  const sending = send(server.port)
  const results = linesOf(sending)

  for (const number of [0, 1, 2]) {
    sending.write(`${JSON.stringify(aUserLine(companyId, number))}\n`)
    const { value } = await results.next()
    expect(JSON.parse(value ?? '')).toMatchObject({ index: number, status: 201 })
  }
  sending.end()
  expect(await results.next()).toMatchObject({ done: true })
})

test('ten thousand lines take little memory, other requests get their turn, and one more line is refused', async ({
  app,
}) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await using server = await listening(app)
  const sending = send(server.port)
  const padding = 'x'.repeat(4000)
  const line = JSON.stringify({ op: 'updateUser', userId: 999, firstName: 'Nobody', padding })
  const held: number[] = []
  const done = { lines: 0, others: 0, last: '' }
  const others = (async () => {
    while (done.lines <= MANY) {
      const reply = await app.send('PUT', `/api/v3/io/companies/${companyId}`, { companyName: 'Other' })
      expect(reply.status).toBe(200)
      done.others += 1
    }
  })()

  void (async () => {
    for (let number = 0; number <= MANY + 5; number += 1) {
      if (!sending.write(`${line}\n`)) await once(sending, 'drain')
    }
    sending.end()
  })()
  for await (const result of linesOf(sending)) {
    done.lines += 1
    done.last = result
    if (done.lines % 1000 === 0) held.push(bytesHeld())
  }
  await others

  expect(done.lines).toBe(MANY + 1)
  expect(resultsIn(done.last)).toEqual([
    {
      index: MANY,
      status: 413,
      error: {
        code: 'too_many',
        message: 'A request has at most 10000 operations; the rest was not read.',
        fields: {},
      },
    },
  ])
  expect(done.others).toBeGreaterThan(20)
  const [first = 0, ...later] = held
  expect(Math.max(...later) - first).toBeLessThan(MOST_GROWTH_BYTES)
}, 120_000)

test('a line that a lost connection cut off is not done', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await using server = await listening(app)
  const sending = send(server.port)
  const results = linesOf(sending)
  sending.write(`${JSON.stringify(aUserLine(companyId, 0))}\n${JSON.stringify(aUserLine(companyId, 1))}`)
  await results.next()

  sending.destroy()
  await results.next().catch(() => {})
  await server.settled()

  const { body } = await app.send('GET', '/api/v3/io/users')
  expect(body.meta.pagination.totalCount).toBe(1)
})

/** The same application on a port of its own, because injected requests are not sent in parts. */
async function listening({ database, files, clock }: App) {
  const server = await buildServer({ database, files, now: () => clock.now })
  await server.listen({ host: '127.0.0.1', port: 0 })
  // Safe because it listens on an address and not on a path.
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    settled: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

function send(port: number): ClientRequest {
  const sending = request({ port, path: BULK, method: 'POST', headers: ndjson })
  sending.on('error', () => {})
  sending.flushHeaders()
  return sending
}

async function* linesOf(sending: ClientRequest): AsyncGenerator<string, undefined> {
  // Safe because this event passes the response.
  const [response] = (await once(sending, 'response')) as [IncomingMessage]
  yield* createInterface(response)
  return undefined
}

/** The heap in use after garbage collection. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
