import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that was received. */
export interface Received {
  url: string
  headers: IncomingHttpHeaders
  text: string
}

/** The reply: a status, or whatever the function does with the response. */
export type Answering = (received: Received, response: ServerResponse) => number | undefined

/** A server of a third party that keeps the requests it receives. */
export async function startReceiver(answer: Answering = () => 200) {
  const received: Received[] = []
  const behaviour = { answer }
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    const text = Buffer.concat(chunks).toString()
    const one = { url: request.url ?? '', headers: request.headers, text }
    received.push(one)
    const status = behaviour.answer(one, response)
    if (status !== undefined) response.writeHead(status).end(`status ${status}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Safe because it listens on a port and not on a pipe.
  const { port } = server.address() as AddressInfo
  return {
    received,
    behaviour,
    url: `http://127.0.0.1:${port}/`,
    /** The received payloads, without the parts that differ each time. */
    told: () =>
      received.map(({ text }) => {
        const { scope, data } = JSON.parse(text)
        return { scope, ...data }
      }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>
