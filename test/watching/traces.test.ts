import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect } from 'vitest'
import { test } from '../cli/roster.ts'
import { fromDemo } from '../credentials.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

interface Attribute {
  key: string
  value: Record<string, unknown>
}

interface SentSpan {
  traceId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: Attribute[]
  status: object
}

interface Sent {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: SentSpan[] }[] }[]
}

/** What is sent to a collector. */
async function collector(ending: AsyncDisposableStack) {
  const sent: Sent[] = []
  const server = createServer(async (request, response) => {
    sent.push((await json(request)) as Sent) // The protocol defines this shape.
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  ending.defer(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // It is a string only for a Unix domain socket.
  return { sent, endpoint: `http://127.0.0.1:${port}` }
}

test('each request is a child span of its caller’s span, and the remaining spans are sent at the end', async ({
  ending,
  serve,
}) => {
  const { sent, endpoint } = await collector(ending)
  const { address, stop } = await serve({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_SERVICE_NAME: 'accounts',
    OTEL_TRACES_SAMPLER: 'parentbased_always_off',
  })
  await fetch(`${address}/api/v3/io/users`, { headers: fromDemo })
  const reply = await fetch(`${address}/api/v3/io/users/999?token=secret`, {
    headers: { ...fromDemo, traceparent: `00-${TRACE}-${PARENT}-01` },
  })

  expect(await stop('SIGTERM')).toEqual({ code: 0, stderr: '' })

  const [resource] = sent.flatMap(({ resourceSpans }) => resourceSpans)
  expect(resource?.resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'accounts' },
  })
  const spans = resource?.scopeSpans.flatMap(({ spans }) => spans) ?? []
  expect(
    spans.map(({ traceId, parentSpanId, name, kind, attributes }) => ({
      traceId,
      parentSpanId,
      name,
      kind,
      attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
    })),
  ).toEqual([
    {
      traceId: TRACE,
      parentSpanId: PARENT,
      name: 'GET /api/v3/io/users/:userId',
      kind: 2,
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 404,
        'http.route': '/api/v3/io/users/:userId',
        'roster.store_id': 1,
        'roster.request_id': reply.headers.get('x-request-id'),
      },
    },
  ])
})

test('an unreachable collector is logged and delays nothing', async ({ serve }) => {
  const { address, lines, stop } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })
  const { status } = await fetch(`${address}/api/v3/io/users`, { headers: fromDemo })

  expect(status).toBe(200)
  expect(await stop('SIGTERM')).toEqual({ code: 0, stderr: '' })
  expect(lines.length).toBeGreaterThanOrEqual(3)
})
