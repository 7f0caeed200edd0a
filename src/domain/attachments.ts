import type { Selectable } from 'kysely'
import type { AttachmentTable } from '../db/tables/companies.ts'
import { created, deleted, type Fields } from './changes.ts'
import { getCompany, lockCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { isOfType } from './file-types.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'

const MOST_OF_COMPANY = 10
const MOST_NAME_LENGTH = 255

export type Attachment = Selectable<AttachmentTable>

/** What is known of a file that is kept already. */
export interface NewAttachment {
  /** A UUID. */
  id: string
  fileName: string
  declaredType: string
  /** What its content says, where it says anything. */
  foundType: string | undefined
  bytes: number
}

/**
 * Gives a company a file.
 *
 * @throws company_not_found, file_name_refused, file_type_refused, attachments_full
 */
export async function createAttachment(
  writer: Writer,
  companyId: number,
  file: NewAttachment,
): Promise<void> {
  const { db, storeId, now } = writer
  const { id, fileName, declaredType, foundType, bytes } = file
  // Locked, so that two uploads cannot both be the last that fits.
  await lockCompany(writer, companyId)
  if (!isFileName(fileName)) refuse({ code: 'file_name_refused', fileName })
  if (!isOfType(foundType, declaredType)) refuse({ code: 'file_type_refused', declaredType, foundType })
  const attachments = await listAttachments(writer, companyId)
  if (attachments.length >= MOST_OF_COMPANY) {
    refuse({ code: 'attachments_full', companyId, most: MOST_OF_COMPANY })
  }
  await db
    .insertInto('attachment')
    .values({
      store_id: storeId,
      id,
      company_id: companyId,
      file_name: fileName,
      content_type: declaredType,
      bytes,
      created_at: now,
    })
    .execute()
  const change = created({ fileName, contentType: declaredType, bytes })
  await record(writer, 'attachment.created', { attachmentId: id, companyId }, change)
}

/**
 * The files of a company, the oldest first.
 *
 * @throws company_not_found
 */
export async function listAttachments(reader: Reader, companyId: number): Promise<Attachment[]> {
  await getCompany(reader, companyId)
  return reader.db
    .selectFrom('attachment')
    .selectAll()
    .where('store_id', '=', reader.storeId)
    .where('company_id', '=', companyId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** @throws company_not_found, attachment_not_found */
export async function getAttachment(
  reader: Reader,
  companyId: number,
  attachmentId: string,
): Promise<Attachment> {
  await getCompany(reader, companyId)
  const attachment = await reader.db
    .selectFrom('attachment')
    .selectAll()
    .where('store_id', '=', reader.storeId)
    .where('company_id', '=', companyId)
    .where('id', '=', attachmentId)
    .executeTakeFirst()
  return attachment ?? refuse({ code: 'attachment_not_found', attachmentId })
}

/**
 * Takes a file from a company. The caller removes its content after the commit.
 *
 * @throws company_not_found, attachment_not_found
 */
export async function deleteAttachment(
  writer: Writer,
  companyId: number,
  attachmentId: string,
): Promise<void> {
  await getCompany(writer, companyId)
  const gone = await writer.db
    .deleteFrom('attachment')
    .where('store_id', '=', writer.storeId)
    .where('company_id', '=', companyId)
    .where('id', '=', attachmentId)
    .returningAll()
    .executeTakeFirst()
  if (!gone) return refuse({ code: 'attachment_not_found', attachmentId })
  await record(writer, 'attachment.deleted', { attachmentId, companyId }, deleted(attachmentFields(gone)))
}

/** What events tell of a file. */
export function attachmentFields({
  file_name: fileName,
  content_type: contentType,
  bytes,
}: Attachment): Fields {
  return { fileName, contentType, bytes }
}

/** Whether a name is safe to save the file under: no path, no control characters. */
function isFileName(name: string): boolean {
  return [...name].length <= MOST_NAME_LENGTH && !/[/\\\p{Cc}]|^\.{0,2}$/u.test(name)
}
