import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that came in. */
export interface Received {
  url: string
  headers: IncomingHttpHeaders
  text: string
}

/** What is answered: a status, or whatever is done with the response. */
export type Answering = (received: Received, response: ServerResponse) => number | undefined

/** Somebody else's server, which keeps what it is sent. */
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
    /** What came in, without what tells one time from the next. */
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
