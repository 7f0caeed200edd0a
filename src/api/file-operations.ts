import type { FastifyRequest } from 'fastify'
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { findFile, hashFile, removeFiles } from '../attachment-files.ts'
import { CommitInDoubt } from '../db/errors.ts'
import { refuse } from '../domain/errors.ts'
import type { Reader, Writer } from '../domain/scope.ts'
import { sha256 } from './idempotency-key.ts'
import { type Declaration, type Input, inputOf, type Operation, writerOf } from './operation.ts'
import { receiveFile, type SentFile } from './upload.ts'

type FileDeclaration<P extends TObject, R extends TSchema> = Declaration<P, TObject, TSchema, TSchema, R>
type FileInput<P extends TObject> = Input<P, TObject, TSchema, TSchema>

/**
 * As `write`, for a form with a file in `field`: the file is on the disk when the transaction begins, and goes when
 * that fails.
 */
export function upload<P extends TObject, R extends TSchema>({
  field,
  handle,
  ...declaration
}: FileDeclaration<P, R> & {
  field: string
  handle: (writer: Writer, input: FileInput<P> & { file: SentFile }) => Promise<Static<R>>
}): Operation {
  return {
    ...declaration,
    access: 'write',
    form: Type.Object({ [field]: Type.String({ format: 'binary' }) }),
    async run(context, storeId, request) {
      const { database, files } = context
      const file = await receiveFile(request, files, field)
      const input: FileInput<P> = inputOf(context, request)
      try {
        await nameBody(request, files, file)
        return await database.transaction((db) =>
          handle(writerOf(context, storeId, request, db), { ...input, file }),
        )
      } catch (thrown) {
        // A commit that lasts needs its file; where it does not, nothing leads to the file.
        if (!(thrown instanceof CommitInDoubt)) await removeFiles(files, [file.id])
        throw thrown
      }
    },
  }
}

/** Hashes the file and its names for an idempotency key, because the boundary of a form is another one each time. */
async function nameBody(
  { idempotencyKey }: FastifyRequest,
  folder: string,
  { id, fileName, declaredType }: SentFile,
): Promise<void> {
  if (!idempotencyKey) return
  idempotencyKey.bodyHash = sha256(JSON.stringify([fileName, declaredType, await hashFile(folder, id)]))
}

/** As `write`, where files go with what is deleted: after the commit, so that a deletion that fails keeps them. */
export function deletion<P extends TObject, R extends TSchema>({
  handle,
  ...declaration
}: FileDeclaration<P, R> & {
  handle: (
    writer: Writer,
    input: FileInput<P>,
  ) => Promise<{ reply: Static<R>; attachmentIds: readonly string[] }>
}): Operation {
  return {
    ...declaration,
    access: 'write',
    async run(context, storeId, request) {
      const { database, files } = context
      let attachmentIds: readonly string[] = []
      const body = await database.transaction(async (db) => {
        const done = await handle(writerOf(context, storeId, request, db), inputOf(context, request))
        attachmentIds = done.attachmentIds
        return done.reply
      })
      try {
        await removeFiles(files, attachmentIds)
      } catch (thrown) {
        // The deletion is committed: nothing refers to the file any more.
        request.log.error({ reqId: request.id, err: thrown })
      }
      return body
    },
  }
}

/** An endpoint that answers a file, which browsers save and never show. */
export function download<P extends TObject>({
  handle,
  ...declaration
}: Omit<FileDeclaration<P, TSchema>, 'reply'> & {
  handle: (reader: Reader, input: FileInput<P>) => Promise<StoredFile>
}): Operation {
  return {
    ...declaration,
    access: 'read',
    reply: Content,
    async run(context, storeId, request, reply) {
      const { database, files, now } = context
      const file = await handle({ db: database.db, storeId, now: now() }, inputOf(context, request))
      const content = await findFile(files, file.id)
      if (!content) return refuse({ code: 'attachment_not_found', attachmentId: file.id })
      reply.headers({
        'content-type': file.contentType,
        'content-length': file.bytes,
        'content-disposition': asAttachment(file.fileName),
        'x-content-type-options': 'nosniff',
        'cache-control': 'private',
      })
      return content
    },
  }
}

interface StoredFile {
  id: string
  fileName: string
  contentType: string
  bytes: number
}

const Content = Type.Unsafe<unknown>({
  description: 'The file.',
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
})

/** The name twice: in ASCII for old clients, and whole (RFC 6266). */
function asAttachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^ -~]|["%\\]/g, '_')
  const whole = encodeURIComponent(fileName).replaceAll(/['()*]/g, percentEncoded)
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
