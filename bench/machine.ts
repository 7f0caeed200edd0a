import { statfsSync } from 'node:fs'
import { cpus } from 'node:os'
import { pinned } from './processes.ts'

/** The number by which Linux identifies a file system in memory. */
const TMPFS = 0x01021994

/** A sentence about the machine and the disk of `folder`. */
export function machine(folder: string): string {
  const cores = cpus()
  const where = pinned ? 'the server on one of them, the load on another' : 'shared by all, without taskset'
  const disk = statfsSync(folder).type === TMPFS ? ' Writes wait for no disk: the folder is in memory.' : ''
  return `Node ${process.version}, ${cores.length} cores of ${cores[0]?.model}, ${where}.${disk}`
}
