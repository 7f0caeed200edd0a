import { attachmentsFolder, removeAbandoned } from '../attachment-files.ts'

/** Answers the folder for attachments, after removing uploads that an earlier server has not finished. */
export async function openFiles(databaseUrl: string, setting?: string): Promise<string> {
  const folder = attachmentsFolder(databaseUrl, setting)
  await removeAbandoned(folder, Date.now())
  return folder
}
