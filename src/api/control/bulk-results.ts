import { attempt } from '../../domain/attempt.ts'
import { findKeptAnswers, keepAnswers } from '../../domain/idempotency.ts'
import type { Writer } from '../../domain/scope.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../failure.ts'
import { type IdempotencyKey, keyOfLine, seal, sha256, unseal } from '../idempotency-key.ts'
import { Invalid } from '../invalid.ts'
import { flawOf } from '../json-body.ts'
import type { Line } from '../lines.ts'
import { readOperation } from './bulk-operations.ts'
import { refusal } from './envelope.ts'
import { words } from './words.ts'

/** Another request with the same key has done some of the lines since they were looked up. */
class Overtaken extends Error {
  override name = 'Overtaken'
}

/**
 * Does what lines ask for, each by itself, in one transaction; answers a line each, in their order. With a key, a line
 * that was done before is answered as it was then.
 */
export async function runLines(
  { database }: Context,
  lines: readonly Line[],
  key: IdempotencyKey | undefined,
  writerIn: (db: Writer['db']) => Writer,
): Promise<string[]> {
  for (;;) {
    try {
      return await database.transaction(async (db) => {
        const writer = writerIn(db)
        return key ? await runOnce(writer, lines, key) : await runEach(writer, lines)
      })
    } catch (thrown) {
      if (!(thrown instanceof Overtaken)) throw thrown
    }
  }
}

/** The result of a line that is refused. */
export function refused(index: number, { status, body }: Answer): string {
  return JSON.stringify({ index, status, ...body })
}

async function runEach(writer: Writer, lines: readonly Line[]): Promise<string[]> {
  const results: string[] = []
  for (const line of lines) results.push((await resultOf(writer, line)).text)
  return results
}

async function runOnce(writer: Writer, lines: readonly Line[], key: IdempotencyKey): Promise<string[]> {
  const keyed = lines.map((line) => ({
    line,
    key: keyOfLine(key, line.index),
    requestHash: sha256(line.text ?? ''),
  }))
  const keyHashes = keyed.map((one) => one.key.keyHash)
  const known = await findKeptAnswers(writer, key.tokenId, keyHashes)
  const results: string[] = []
  const fresh = []
  for (const { line, key, requestHash } of keyed) {
    const answer = known.get(key.keyHash)
    if (answer) {
      const same = answer.requestHash === requestHash
      results.push(same ? unseal(key, answer.body) : refused(line.index, usedOtherwise))
      continue
    }
    const { text, status } = await resultOf(writer, line)
    results.push(text)
    // A line that was not kept whole cannot be compared with a later one.
    if (line.text !== undefined) fresh.push({ ...key, requestHash, status, body: seal(key, text) })
  }
  if (!(await keepAnswers(writer, fresh))) throw new Overtaken()
  return results
}

async function resultOf(writer: Writer, line: Line): Promise<{ text: string; status: number }> {
  const { index } = line
  const reading = read(line)
  if ('answer' in reading) return { text: refused(index, reading.answer), status: reading.answer.status }
  const outcome = await attempt(writer, () => reading.work(writer))
  if ('refusal' in outcome) {
    const answer = words.refused(outcome.refusal)
    return { text: refused(index, answer), status: answer.status }
  }
  const { status, data } = outcome.value
  return { text: JSON.stringify({ index, status, data }), status }
}

function read({ text, flaw }: Line) {
  if (flaw === 'tooLong') return { answer: tooLong }
  if (text === undefined) return { answer: unreadable }
  const parsed = parse(text)
  if (!parsed) return { answer: unreadable }
  const mistake = flawOf(text, parsed.value)
  if (mistake)
    return { answer: mistake instanceof Invalid ? words.invalid(mistake.issues, parsed.value) : unreadable }
  const reading = readOperation(parsed.value)
  if ('issues' in reading) return { answer: words.invalid(reading.issues, parsed.value) }
  return { work: reading.value }
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const unreadable = refusal(400, 'bad_request', 'The line is not JSON.')
const tooLong = refusal(413, 'too_large', 'The line is too long.')
const usedOtherwise = refusal(
  422,
  'idempotency_key_refused',
  'This Idempotency-Key was used with another line in this place.',
)
