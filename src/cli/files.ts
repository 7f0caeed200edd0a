import { attachmentsFolder, removeAbandoned } from '../attachment-files.ts'

/** Answers the folder for attachments, without what an earlier server did not receive to its end. */
export async function openFiles(databaseUrl: string, setting?: string): Promise<string> {
  const folder = attachmentsFolder(databaseUrl, setting)
  await removeAbandoned(folder, Date.now())
  return folder
}
