import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file that is still being received, or that was when its server ended. */
const UNFINISHED = '.part'
/** Longer than any upload takes. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000

export interface KeptFile {
  /** A UUID, which is also the name on disk: the client's name for it is only kept in the database. */
  id: string
  bytes: number
  /** The type that its first bytes tell; undefined for a text and for unknown types. */
  foundType: string | undefined
}

/** Where attachments live: beside the embedded engine's file, unless a setting says otherwise. */
export function attachmentsFolder(databaseUrl: string, setting?: string): string {
  const file = /^sqlite:(.+)/s.exec(databaseUrl)?.[1]
  return resolve(setting ?? (file ? join(dirname(file), 'attachments') : 'attachments'))
}

/** Writes `content` to the disk as it comes. When that fails, nothing of it stays. */
export async function keepFile(folder: string, content: Readable): Promise<KeptFile> {
  const id = randomUUID()
  const unfinished = join(folder, id + UNFINISHED)
  try {
    await makeFolder(folder)
    await pipeline(content, createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }))
    const { size: bytes } = await stat(unfinished)
    // Loaded here, because a server that takes no files starts faster without it.
    const { fileTypeFromFile } = await import('file-type')
    const found = await fileTypeFromFile(unfinished)
    await rename(unfinished, join(folder, id))
    return { id, bytes, foundType: found?.mime }
  } catch (thrown) {
    await rm(unfinished, { force: true })
    throw thrown
  }
}

/** Not by Node's `recursive`, which never ends where no folder can be made, as below `/proc`. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  await makeFolder(dirname(folder))
  // Another upload may make it meanwhile.
  await mkdir(folder, { mode: 0o700 }).catch((thrown) => {
    if (!existsSync(folder)) throw thrown
  })
}

/** The content of a file, or undefined when it is not there. */
export async function findFile(folder: string, id: string): Promise<Readable | undefined> {
  try {
    const file = await open(join(folder, id))
    return file.createReadStream()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw thrown
  }
}

/** SHA-256 in hex of the content of a file. */
export async function hashFile(folder: string, id: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(join(folder, id)), hash)
  return hash.digest('hex')
}

export async function removeFiles(folder: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await rm(join(folder, id), { force: true })
}

/**
 * Removes uploads that a killed server had not finished; `nowMs` is compared with times of the file system. Rejects when
 * the folder is there and cannot be read.
 */
export async function removeAbandoned(folder: string, nowMs: number): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder) : []
  for (const name of names.filter((name) => name.endsWith(UNFINISHED))) {
    const path = join(folder, name)
    // Another server on the same folder may be receiving it.
    const found = await stat(path).catch(() => undefined)
    if (found && nowMs - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true })
  }
}
