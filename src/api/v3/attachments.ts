import { Type } from 'typebox'
import {
  createAttachment,
  deleteAttachment,
  getAttachment,
  listAttachments,
} from '../../domain/attachments.ts'
import { Id, Nothing } from '../fields.ts'
import { deletion, download, upload } from '../file-operations.ts'
import type { Operation } from '../operation.ts'
import { read } from '../read.ts'
import { companyWords } from './company-words.ts'
import { Success, success } from './envelope.ts'

const CompanyParams = Type.Object({ companyId: Id })
const AttachmentParams = Type.Object({ companyId: Id, attachmentId: Type.String() })

const own = { words: companyWords, quota: 'attachments' as const }

const Attachment = Type.Object({ id: Type.String(), attachmentFile: Type.String() })

const listAll = read({
  method: 'GET',
  url: '/companies/:companyId/attachments',
  summary: 'Get Company Attachments',
  params: CompanyParams,
  reply: Success(Type.Array(Attachment)),
  ...own,
  async handle(reader, { params: { companyId }, origin }) {
    const attachments = await listAttachments(reader, companyId)
    const items = attachments.map(({ id }) => toReply(origin, companyId, id))
    return success(items, 'SUCCESS')
  },
})

const addOne = upload({
  method: 'POST',
  url: '/companies/:companyId/attachments',
  summary: 'Add a Company Attachment',
  params: CompanyParams,
  field: 'attachmentFile',
  reply: Success(Attachment),
  ...own,
  async handle(writer, { params: { companyId }, file, origin }) {
    await createAttachment(writer, companyId, file)
    return success(toReply(origin, companyId, file.id), 'SUCCESS')
  },
})

const deleteOne = deletion({
  method: 'DELETE',
  url: '/companies/:companyId/attachments/:attachmentId',
  summary: 'Delete a Company Attachment',
  params: AttachmentParams,
  reply: Success(Nothing),
  ...own,
  async handle(writer, { params: { companyId, attachmentId } }) {
    await deleteAttachment(writer, companyId, attachmentId)
    return { reply: success({}, 'SUCCESS'), attachmentIds: [attachmentId] }
  },
})

const downloadOne = download({
  method: 'GET',
  url: '/companies/:companyId/attachments/:attachmentId/file',
  summary: 'Download a Company Attachment (an addition of Roster)',
  params: AttachmentParams,
  ...own,
  async handle(reader, { params: { companyId, attachmentId } }) {
    const attachment = await getAttachment(reader, companyId, attachmentId)
    return {
      id: attachment.id,
      fileName: attachment.file_name,
      contentType: attachment.content_type,
      bytes: attachment.bytes,
    }
  },
})

export const attachments: Operation[] = [listAll, addOne, deleteOne, downloadOne]

/** The URL leads to this server, by the address at which the caller has reached it. */
function toReply(origin: string, companyId: number, id: string) {
  return { id, attachmentFile: `${origin}/api/v3/io/companies/${companyId}/attachments/${id}/file` }
}
