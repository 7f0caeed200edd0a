import { createReadStream } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Reads SQLite's file once, so that it is in the machine's memory as where it is in use: a machine may give that memory
 * away while others are measured, and then the disk would be. PostgreSQL keeps its data in memory of its own.
 */
export async function warm(databaseUrl: string | undefined): Promise<void> {
  const file = /^sqlite:(.+)/s.exec(databaseUrl ?? '')?.[1]
  if (!file) return
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), nowhere)
}
