import { BlockList, isIP } from 'node:net'
import { isLoopback } from '../loopback.ts'

/** Where hooks may lead. */
export interface DestinationPolicy {
  /** True lets them lead to this machine too, also without TLS. */
  loopback: boolean
}

const MOST_LENGTH = 2048

/** The IPv4 networks of the IANA registry of special-purpose addresses, which are private or belong to nobody. */
const unreachable = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
])

/** The IPv6 addresses of the internet, and networks among them that are reserved or lead to IPv4 addresses. */
const global = listOf(['2000::/3'])
const notGlobal = listOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Why a hook may not lead there; undefined when it may. The addresses of a name are checked when it is connected to. */
export function destinationProblem(destination: string, policy: DestinationPolicy): string | undefined {
  if (destination.length > MOST_LENGTH) return `Must have at most ${MOST_LENGTH} characters.`
  // An index of PostgreSQL has it whole, and takes no more than some 2,700 bytes.
  if (Buffer.byteLength(destination) > MOST_LENGTH) return `Must have at most ${MOST_LENGTH} bytes.`
  const url = URL.parse(destination)
  if (!url || !['https:', 'http:'].includes(url.protocol)) return 'Must be an https URL.'
  if (url.username || url.password) return 'Must not carry a user name or a password.'
  const host = hostOf(url)
  const local = policy.loopback && (isLocalName(host) || isLoopback(host))
  if (local) return undefined
  if (url.protocol !== 'https:') return 'Must be an https URL.'
  if (url.port !== '') return 'Must be served on port 443.'
  if (isLocalName(host) || (isIP(host) && !isReachable(host, policy)))
    return 'Must not lead to a private address.'
  return undefined
}

/** Whether hooks may lead to an address. */
export function isReachable(address: string, policy: DestinationPolicy): boolean {
  if (policy.loopback && isLoopback(address)) return true
  const version = isIP(address)
  if (version === 4) return !unreachable.check(address, 'ipv4')
  return version === 6 && global.check(address, 'ipv6') && !notGlobal.check(address, 'ipv6')
}

/** `localhost` and what stands below it is this machine, whatever a name server says. */
export function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host)
}

/** The host of a URL as a name or an address, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}
