import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HttpFailure } from './failure.ts'
import { sha256 } from './idempotency-key.ts'
import { Invalid } from './invalid.ts'

/** Escapes of a null byte or of surrogates, neither of which JSON in valid UTF-8 can have unescaped. */
const SUSPECT = /\\u(0000|d[89a-f])/i
/** Far deeper than what any operation takes. `flawIn` recurses, so that a limit keeps it from exhausting the stack. */
const MOST_DEPTH = 100

/** Takes JSON bodies and nothing else. No body at all is undefined, whatever the header says. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('remove', 'remove')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.idempotencyKey) request.idempotencyKey.bodyHash = sha256(body)
    if (body.length === 0) return done(null, undefined)
    if (isEncoded(request.headers)) return done(new HttpFailure(415))
    if (!isUtf8(body)) return done(new HttpFailure(400))
    const text = body.toString('utf8')
    void parse(request, text, (error, value) => {
      const flaw = error ? new HttpFailure(400) : flawOf(text, value)
      if (flaw) return done(flaw)
      done(null, value)
    })
  })
}

/** What has no body needs no type: one that is named all the same would be refused where nothing reads it. */
export function ignoreTypeOfNothing(
  { headers }: FastifyRequest,
  _reply: FastifyReply,
  done: () => void,
): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers
  if (length === '0' && encoding === undefined) delete headers['content-type']
  done()
}

/** Whether a body is compressed, or a text in anything but UTF-8: Roster takes neither. */
export function isEncoded(headers: IncomingHttpHeaders): boolean {
  const compression = headers['content-encoding'] ?? 'identity'
  const charset = /;\s*charset="?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  return compression.toLowerCase() !== 'identity' || !/^utf-?8$/i.test(charset)
}

/** What is wrong with a value that was read from `text`. */
export function flawOf(text: string, value: unknown): Error | undefined {
  const mayBeDeep = text.length > 2 * MOST_DEPTH
  return mayBeDeep || SUSPECT.test(text) ? flawIn(value, []) : undefined
}

/** Finds a text that no database can keep, or nesting that is too deep; `path` is where `value` stands. */
function flawIn(value: unknown, path: (string | number)[]): Error | undefined {
  if (typeof value === 'string') {
    if (value.isWellFormed() && !value.includes('\0')) return undefined
    return new Invalid([{ part: 'body', path: path.map(String), problem: 'text', expected: '' }])
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (path.length === MOST_DEPTH) return new HttpFailure(400)
  for (const [key, part] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    path.push(key)
    const flaw = flawIn(part, path)
    if (flaw) return flaw
    path.pop()
  }
  return undefined
}
