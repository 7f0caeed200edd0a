import { findKeptAnswers, keepAnswers } from '../../domain/idempotency.ts'
import type { Writer } from '../../domain/scope.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../failure.ts'
import { type IdempotencyKey, keyOfLine, seal, sha256, unseal } from '../idempotency-key.ts'
import { Invalid } from '../invalid.ts'
import { flawOf } from '../json-body.ts'
import type { Line } from '../lines.ts'
import { type Done, fulfil, readOperation, type Wish } from './bulk-operations.ts'
import { refusal } from './envelope.ts'
import { words } from './words.ts'

/** What became of a line, and its text in the answer. */
interface Result<L> {
  line: L
  status: number
  text: string
}

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
  const results = await doEach(writer, lines)
  return results.map(({ text }) => text)
}

async function runOnce(writer: Writer, lines: readonly Line[], key: IdempotencyKey): Promise<string[]> {
  const keyed = lines.map((line) => ({
    ...line,
    key: keyOfLine(key, line.index),
    requestHash: sha256(line.text ?? ''),
  }))
  const keyHashes = keyed.map((line) => line.key.keyHash)
  const known = await findKeptAnswers(writer, key.tokenId, keyHashes)
  const replayed = keyed.flatMap((line) => {
    const answer = known.get(line.key.keyHash)
    if (!answer) return []
    const isSame = answer.requestHash === line.requestHash
    return [{ line, text: isSame ? unseal(line.key, answer.body) : refused(line.index, usedOtherwise) }]
  })
  const fresh = keyed.filter((line) => !known.has(line.key.keyHash))
  const results = await doEach(writer, fresh)
  // A line that was not kept whole cannot be compared with a later one.
  const comparable = results.filter(({ line }) => line.text !== undefined)
  const answers = comparable.map(({ line: { key, requestHash }, status, text }) => ({
    ...key,
    requestHash,
    status,
    body: seal(key, text),
  }))
  if (!(await keepAnswers(writer, answers))) throw new Overtaken()
  return inOrder([...replayed, ...results]).map(({ text }) => text)
}

/** Does what lines ask for, and answers a result each, in their order. */
async function doEach<L extends Line>(writer: Writer, lines: readonly L[]): Promise<Result<L>[]> {
  const results: Result<L>[] = []
  const wished = lines.flatMap((line) => {
    const reading = read(line)
    if ('wish' in reading) return [{ line, wish: reading.wish }]
    results.push(toRefused(line, reading.answer))
    return []
  })
  for (const outcome of await fulfil(writer, wished)) {
    const { line } = outcome.input
    results.push(
      'value' in outcome ? toDone(line, outcome.value) : toRefused(line, words.refused(outcome.refusal)),
    )
  }
  return inOrder(results)
}

function inOrder<R extends { line: Line }>(results: readonly R[]): R[] {
  return results.toSorted((a, b) => a.line.index - b.line.index)
}

function toDone<L extends Line>(line: L, { status, data }: Done): Result<L> {
  return { line, status, text: JSON.stringify({ index: line.index, status, data }) }
}

function toRefused<L extends Line>(line: L, answer: Answer): Result<L> {
  return { line, status: answer.status, text: refused(line.index, answer) }
}

function read({ text, flaw }: Line): { wish: Wish } | { answer: Answer } {
  if (flaw === 'tooLong') return { answer: tooLong }
  if (text === undefined) return { answer: unreadable }
  const parsed = parse(text)
  if (!parsed) return { answer: unreadable }
  const mistake = flawOf(text, parsed.value)
  if (mistake)
    return { answer: mistake instanceof Invalid ? words.invalid(mistake.issues, parsed.value) : unreadable }
  const reading = readOperation(parsed.value)
  if ('issues' in reading) return { answer: words.invalid(reading.issues, parsed.value) }
  return { wish: reading.value }
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
