import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from './processes.ts'

const OUTBOX = 'src/domain/outbox.ts'
/** The lines of `recordEach` that create and write the rows, and the line that follows them. */
const FIRST = '  const rows = occurrences.map((one) => toRow(writer, event, one))\n'
const BEHIND = '  const subject = tallied[event]\n'

/** Copies the program to `folder` without creating or writing events. All else is unchanged, including the tallies. */
export function copyWithoutEvents(folder: string): void {
  for (const name of ['src', 'seeds', 'package.json']) {
    cpSync(join(CHECKOUT, name), join(folder, name), { recursive: true })
  }
  linkModules(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'))
  const outbox = join(folder, OUTBOX)
  writeFileSync(outbox, withoutRows(readFileSync(outbox, 'utf8')))
}

function withoutRows(source: string): string {
  const first = placeOf(FIRST, source)
  const behind = placeOf(BEHIND, source)
  if (behind < first) throw new Error(`${OUTBOX} is in another order than the benchmark knows.`)
  return `${source.slice(0, first)}  const rows = occurrences\n${source.slice(behind)}`
}

function placeOf(line: string, source: string): number {
  const [before = '', ...others] = source.split(line)
  if (others.length !== 1) throw new Error(`${OUTBOX} has this ${others.length} times: ${line}`)
  return before.length
}

/** Links modules one by one, so that the copy has its own folder for its compile cache. */
function linkModules(from: string, to: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.')) symlinkSync(join(from, name), join(to, name))
  }
}
