import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { HttpFailure } from './failure.ts'
import { Invalid } from './invalid.ts'

/** In JSON that is UTF-8, a null byte or half of a surrogate pair can only stand as an escape. */
const SUSPECT = /\\u(0000|d[89a-f])/i

/** Takes JSON bodies and nothing else. No body at all is undefined, whatever the header says. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('remove', 'remove')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    if (!isUtf8(body)) return done(new HttpFailure(400))
    const text = body.toString('utf8')
    void parse(request, text, (error, value) => {
      if (error) return done(new HttpFailure(400))
      const path = SUSPECT.test(text) ? unstorable(value, []) : undefined
      if (path) return done(new Invalid([{ part: 'body', path, problem: 'text', expected: '' }]))
      done(null, value)
    })
  })
}

/** Where a text stands that no database keeps as it was sent. */
function unstorable(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, part] of Object.entries(value)) {
    const found = unstorable(part, [...path, key])
    if (found) return found
  }
  return undefined
}
