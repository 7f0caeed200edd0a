import { isUtf8 } from 'node:buffer'
import { PassThrough, type Readable } from 'node:stream'

/** How much of a body is buffered before it is read, so that the request does not time out while lines are worked on. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024
const NEWLINE = 10

/** A line that is not blank; `index` counts those. */
export interface Line {
  index: number
  /** Undefined for one that is too long, or no UTF-8. */
  text: string | undefined
  flaw?: 'tooLong' | 'notUtf8'
}

/**
 * The lines of a body, in groups as they arrive. When the connection breaks off it throws, and drops what came after the
 * last line break.
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

/** The body through a buffer, which fills while nobody reads. */
function ahead(body: Readable): AsyncIterable<Buffer> {
  const waiting = new PassThrough({ readableHighWaterMark: MOST_WAITING_BYTES })
  body.once('error', (error) => waiting.destroy(error))
  // When reading stops early, the rest is drained: the answer still needs the connection.
  waiting.once('close', () => body.unpipe(waiting).resume())
  return body.pipe(waiting)
}
