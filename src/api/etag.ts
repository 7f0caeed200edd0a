import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'

/** Whether a read answers one thing, whose answer then has an ETag. */
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

/** Sets the ETag of an answer, and tells whether `If-None-Match` names it. */
export function isKnown({ headers }: FastifyRequest, reply: FastifyReply, text: Buffer): boolean {
  const tag = tagOf(text)
  reply.header('etag', tag)
  const known = headers['if-none-match']
  return known !== undefined && (isAny(known) || tagsIn(known.replaceAll('W/', '')).includes(tag))
}

/** Whether `If-Match` names the ETag of `text`; a weak tag never does. */
export function isMatch(ifMatch: string, text: string): boolean {
  return isAny(ifMatch) || tagsIn(ifMatch).includes(tagOf(text))
}

/** A strong tag: the same only for the same bytes. */
function tagOf(text: string | Buffer): string {
  return `"${hash('sha256', text, 'base64url')}"`
}

function isAny(header: string): boolean {
  return header.trim() === '*'
}

function tagsIn(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? []
}
