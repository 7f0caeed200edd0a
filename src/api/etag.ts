import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'

/** Whether a read answers one thing as it stands, which is then known by a tag. */
export function isSingle({
  method,
  url,
  single,
}: {
  method: HTTPMethods
  url: string
  single?: true
}): boolean {
  return method === 'GET' && (single ?? /\/:\w+$/.test(url))
}

/** Tags an answer, and tells whether its client says that it has that one already. */
export function isKnown({ headers }: FastifyRequest, reply: FastifyReply, text: Buffer): boolean {
  const tag = tagOf(text)
  reply.header('etag', tag)
  const known = headers['if-none-match']
  return known !== undefined && (isAny(known) || tagsIn(known.replaceAll('W/', '')).includes(tag))
}

/** Whether what a client has is what stands there; a weak tag does not say so. */
export function isMatch(ifMatch: string, text: string): boolean {
  return isAny(ifMatch) || tagsIn(ifMatch).includes(tagOf(text))
}

/** Strong: the same text, byte by byte. */
function tagOf(text: string | Buffer): string {
  return `"${hash('sha256', text, 'base64url')}"`
}

function isAny(header: string): boolean {
  return header.trim() === '*'
}

function tagsIn(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? []
}
