import type {} from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { type KeptFile, keepFile, removeFiles } from '../attachment-files.ts'
import { HttpFailure } from './failure.ts'
import { Invalid } from './invalid.ts'
import { isEncoded } from './json-body.ts'

const MOST_FILE_BYTES = 10 * 1024 * 1024
/** With the other fields and the boundaries of the form. */
const MOST_FORM_BYTES = MOST_FILE_BYTES + 64 * 1024

const limits = {
  fileSize: MOST_FILE_BYTES,
  files: 1,
  fields: 20,
  fieldSize: 10_000,
  parts: 21,
  headerPairs: 20,
}

/** A file that a client sent, which is on the disk whole. */
export interface SentFile extends KeptFile {
  fileName: string
  declaredType: string
}

/**
 * Writes the file in `field` of a form to `folder` as it arrives. When it fails, nothing of it stays there.
 *
 * @throws HttpFailure 400, 413, 415 or 503; Invalid when there is no file
 */
export async function receiveFile(request: FastifyRequest, folder: string, field: string): Promise<SentFile> {
  if (!request.isMultipart() || isEncoded(request.headers)) throw new HttpFailure(415)
  if (Number(request.headers['content-length']) > MOST_FORM_BYTES) {
    // Closed, so that the server need not receive all of it.
    throw new HttpFailure(413, undefined, { connection: 'close' })
  }
  const received: SentFile[] = []
  try {
    // The whole name: the domain refuses one with a path in it.
    for await (const part of request.parts({ limits, preservePath: true })) {
      if (part.type !== 'file') continue
      const kept = await keepFile(folder, part.file)
      received.push({ ...kept, fileName: part.filename, declaredType: part.mimetype })
      if (part.file.truncated) throw new HttpFailure(413)
      if (part.fieldname !== field || !part.filename) throw missing(field)
    }
    const [file] = received
    if (!file) throw missing(field)
    return file
  } catch (thrown) {
    await removeFiles(
      folder,
      received.map(({ id }) => id),
    )
    // The rest of the form is drained, so that the client reads the answer.
    request.raw.unpipe().resume()
    throw asRefusal(thrown)
  }
}

function missing(field: string): Invalid {
  return new Invalid([{ part: 'body', path: [field], problem: 'required', expected: '' }])
}

/** An error of the disk is 503; any other one is the form's fault. */
function asRefusal(thrown: unknown): unknown {
  if (thrown instanceof Invalid || thrown instanceof HttpFailure) return thrown
  if (!(thrown instanceof Error)) return thrown
  if ('syscall' in thrown) return Object.assign(new HttpFailure(503), { cause: thrown })
  return 'statusCode' in thrown ? thrown : new HttpFailure(400)
}
