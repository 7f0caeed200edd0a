import { createServer as createHttpServer } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { portOf } from './ports.ts'

/** `http`: the fastest possible replies through node:http. `socket`: faster still, to find the load generator's limit. */
export type Kind = 'http' | 'socket'

// A separate process: node bench/limit.ts http|socket BYTES. It sends its port, and ends with its parent.
if (import.meta.main) {
  const [, , kind, bytes] = process.argv
  const body = Buffer.alloc(Number(bytes), 'x')
  const server = kind === 'socket' ? socketServer(body) : httpServer(body)
  server.listen(0, '127.0.0.1', () => process.send?.({ port: portOf(server.address()) }))
  process.on('disconnect', () => process.exit())
}

function httpServer(body: Buffer) {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length }
  return createHttpServer((_request, response) => {
    response.writeHead(200, headers).end(body)
  })
}

/** Treats each chunk as one request, which is right only while each request fits in a packet. */
function socketServer(body: Buffer) {
  const answer = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`),
    body,
  ])
  return createSocketServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(answer))
    socket.on('error', () => socket.destroy())
  })
}
