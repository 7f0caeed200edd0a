import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const port = portOf(listener.address())
  await new Promise((closed) => listener.close(closed))
  return port
}

/** Safe because only a server on a Unix domain socket has another kind of address. */
export function portOf(address: unknown): number {
  return (address as AddressInfo).port
}
