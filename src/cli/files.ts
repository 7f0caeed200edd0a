import { attachmentsFolder, removeAbandoned } from '../attachment-files.ts'
import { reasonOf } from '../db/errors.ts'
import { Problem } from '../problem.ts'

/**
 * Answers the folder for attachments, after removing uploads that an earlier server has not finished.
 *
 * @throws Problem
 */
export async function openFiles(databaseUrl: string, setting?: string): Promise<string> {
  const folder = attachmentsFolder(databaseUrl, setting)
  try {
    await removeAbandoned(folder, Date.now())
  } catch (error) {
    throw new Problem(
      `The folder for attachments ${folder} cannot be used (${reasonOf(error)}): choose one that Roster may write to.`,
    )
  }
  return folder
}
