import { createReadStream } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Reads SQLite's file once, so that it is in the page cache as in normal use: the system may drop it while others are
 * measured, and then the disk would be measured. PostgreSQL keeps its data in its own memory.
 */
export async function warm(databaseUrl: string | undefined): Promise<void> {
  const file = /^sqlite:(.+)/s.exec(databaseUrl ?? '')?.[1]
  if (!file) return
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), nowhere)
}
