import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { json } from 'node:stream/consumers'
import { portOf } from './ports.ts'

/** The destination of a hook. */
export interface Receiver extends AsyncDisposable {
  destination: string
}

/** Replies at once, and passes on which company the delivery is about. */
export async function startReceiver(heard: (companyId: number) => void): Promise<Receiver> {
  return listen(async (request, response) => {
    const companyId = companyIdOf(await json(request))
    response.end()
    heard(companyId)
  })
}

/** Accepts requests and never replies. */
export async function startSilence(heard: () => void): Promise<Receiver> {
  return listen(heard)
}

async function listen(listener: RequestListener): Promise<Receiver> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    destination: `http://127.0.0.1:${portOf(server.address())}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Safe because the hooks are only for updated companies. */
function companyIdOf(delivery: unknown): number {
  return (delivery as { data: { company_id: number } }).data.company_id
}
