import { isUtf8 } from 'node:buffer'
import { PassThrough, type Readable } from 'node:stream'

/** How much of a body is taken in before somebody reads it, so that its client has sent it in time. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024
const NEWLINE = 10

/** A line that says something, by its place among those that do. */
export interface Line {
  index: number
  /** Undefined for one that is too long, or no UTF-8. */
  text: string | undefined
  flaw?: 'tooLong' | 'notUtf8'
}

/**
 * The lines of a body, those that came together together. A body that breaks off ends with the error; what stands after
 * its last line break is no line then.
 */
export async function* readLines(body: Readable, mostBytes: number): AsyncGenerator<Line[]> {
  let parts: Buffer[] = []
  let bytes = 0
  let index = 0

  function add(part: Buffer): void {
    bytes += part.length
    if (bytes <= mostBytes) parts.push(part)
    else parts = []
  }

  function end(): Line[] {
    const content = Buffer.concat(parts)
    const tooLong = bytes > mostBytes
    parts = []
    bytes = 0
    if (tooLong) return [{ index: index++, text: undefined, flaw: 'tooLong' }]
    if (!isUtf8(content)) return [{ index: index++, text: undefined, flaw: 'notUtf8' }]
    const text = content.toString('utf8').trim()
    return text === '' ? [] : [{ index: index++, text }]
  }

  for await (const chunk of ahead(body)) {
    const lines: Line[] = []
    let start = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, at))
      lines.push(...end())
      start = at + 1
    }
    add(chunk.subarray(start))
    if (lines.length > 0) yield lines
  }
  const last = end()
  if (last.length > 0) yield last
}

/** The same, read ahead of who reads it. */
function ahead(body: Readable): AsyncIterable<Buffer> {
  const waiting = new PassThrough({ readableHighWaterMark: MOST_WAITING_BYTES })
  body.once('error', (error) => waiting.destroy(error))
  // Who stops reading does not end the connection, which the answer needs.
  waiting.once('close', () => body.unpipe(waiting).resume())
  return body.pipe(waiting)
}
