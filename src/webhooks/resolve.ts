import { Resolver } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { type DestinationPolicy, isLocalName, isReachable } from '../domain/hook-destinations.ts'

/** Answers the addresses that a name stands for. */
export type Resolve = (host: string) => Promise<string[]>

/** Asks name servers directly: the system's own lookup takes a thread of the pool that hashes passwords. */
export function nameServers(): Resolve {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  return async (host) => {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length === 0) throw new Error(`No address is known for ${host}.`)
    return addresses
  }
}

/**
 * A lookup for connections that refuses addresses where hooks may not lead. It checks the very address that is connected
 * to, so a name that resolves to another one a moment later gains nothing.
 */
export function checkedLookup(resolve: Resolve, policy: DestinationPolicy): LookupFunction {
  return (host, { all }, callback) => {
    addressesOf(host, resolve)
      .then((addresses) => {
        for (const address of addresses) assertReachable(address, policy)
        const found = addresses.map((address) => ({ address, family: isIP(address) }))
        const [first] = found
        if (all || !first) callback(null, found)
        else callback(null, first.address, first.family)
      })
      .catch((error: Error) => callback(error, []))
  }
}

/** @throws Error where hooks may not lead */
export function assertReachable(address: string, policy: DestinationPolicy): void {
  if (!isReachable(address, policy))
    throw new Error(`The address ${address} is not one that hooks may lead to.`)
}

async function addressesOf(host: string, resolve: Resolve): Promise<string[]> {
  return isLocalName(host) ? ['127.0.0.1', '::1'] : resolve(host)
}
