import type { IncomingMessage } from 'node:http'

/**
 * The address of a request, where what does not decode in its path gives way to U+FFFD: so it comes to the operation
 * that it is for, which refuses it in its own words.
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
