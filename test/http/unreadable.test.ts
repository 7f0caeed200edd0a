import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { test } from '../harness.ts'

test('a request that is not valid HTTP, or has too long a header, is refused in JSON with a request id', async ({
  app,
}) => {
  const address = new URL(await app.server.listen({ host: '127.0.0.1', port: 0 }))
  const answerTo = async (request: string) => {
    const socket = connect(Number(address.port), address.hostname)
    socket.write(request)
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    return { status: head.split('\r\n')[0], hasId: /\r\nX-Request-Id: [0-9a-f-]{36}\r\n/.test(head), body }
  }

  expect(await answerTo('FOO / HTTP/1.1\r\n\r\n')).toEqual({
    status: 'HTTP/1.1 400 Bad Request',
    hasId: true,
    body: '{"code":400,"message":"Bad Request"}',
  })
  expect(await answerTo(`GET / HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${'1'.repeat(20_000)}\r\n\r\n`)).toEqual({
    status: 'HTTP/1.1 431 Request Header Fields Too Large',
    hasId: true,
    body: '{"code":431,"message":"Request Header Fields Too Large"}',
  })
})
