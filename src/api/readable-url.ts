import type { IncomingMessage } from 'node:http'

/**
 * The URL of a request with U+FFFD in place of what does not decode in its path. So the router finds the operation,
 * which refuses the id in its dialect's words; Fastify would answer in its own.
 */
export function readableUrl({ url = '/' }: IncomingMessage): string {
  const [path = ''] = url.split('?', 1)
  if (!path.includes('%') || isReadable(path)) return url
  return path.replace(/(?:%[0-9a-f]{2})+|%/gi, reencode) + url.slice(path.length)
}

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function reencode(escapes: string): string {
  return encodeURIComponent(Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8') || '\ufffd')
}
