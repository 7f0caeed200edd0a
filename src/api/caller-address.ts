import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'

/**
 * Tells where a request comes from: the other end of its connection, or what trusted proxies say of it. Of IPv6 it is
 * the network of 64 bits, which one caller has as a whole.
 */
export function callerAddresses(
  trustedProxies: readonly string[] = [],
): (request: IncomingMessage) => string {
  const isTrusted = proxyAddr.compile([...trustedProxies])
  return (request) => networkOf(proxyAddr(request, isTrusted))
}

function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16))
  return `${network.join(':')}::/64`
}
