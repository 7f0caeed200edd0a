import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CommitInDoubt } from '../../db/errors.ts'
import type { Context } from '../context.ts'
import { HttpFailure } from '../failure.ts'
import { isEncoded } from '../json-body.ts'
import { type Line, readLines } from '../lines.ts'
import { type Operation, writerOf } from '../operation.ts'
import { BulkLine } from './bulk-operations.ts'
import { refused, runLines } from './bulk-results.ts'
import { refusal } from './envelope.ts'

const MOST_LINES = 10_000
const MOST_LINE_BYTES = 64 * 1024
/** How many lines share a transaction: other writers have their turn in between. */
const LINES_IN_A_TURN = 20

const bulk: Operation = {
  method: 'POST',
  url: '/bulk',
  summary: 'Do Many Operations',
  access: 'write',
  lines: BulkLine,
  reply: Type.Unsafe<unknown>({
    description: 'A line for each operation, in their order.',
    content: {
      'application/x-ndjson': {
        schema: Type.Object({
          index: Type.Integer({ description: 'The place of the operation, from 0.' }),
          status: Type.Integer(),
          data: Type.Optional(Type.Object({})),
          error: Type.Optional(
            Type.Object({
              code: Type.String(),
              message: Type.String(),
              fields: Type.Record(Type.String(), Type.String()),
            }),
          ),
        }),
      },
    },
  }),
  async run(context, storeId, request, reply) {
    if (isEncoded(request.headers)) throw new HttpFailure(415)
    const body = request.body instanceof Readable ? request.body : Readable.from([])
    const results = resultsOf(context, storeId, request, body)
    return reply.type('application/x-ndjson').send(Readable.from(results, { objectMode: false }))
  },
}

export const bulkOperations: Operation[] = [bulk]

async function* resultsOf(
  context: Context,
  storeId: number,
  request: FastifyRequest,
  body: Readable,
): AsyncGenerator<string> {
  const key = request.idempotencyKey
  const run = (lines: readonly Line[]) =>
    runLines(context, lines, key, (db) => writerOf(context, storeId, request, db))

  for await (const lines of readLines(body, MOST_LINE_BYTES)) {
    const taken = lines.filter(({ index }) => index < MOST_LINES)
    for (let start = 0; start < taken.length; start += LINES_IN_A_TURN) {
      const turn = taken.slice(start, start + LINES_IN_A_TURN)
      const results = await run(turn).catch((thrown) => {
        // The lines may be done: again they would be refused as what is there already, or be done twice.
        if (thrown instanceof CommitInDoubt) throw thrown
        request.log.warn(
          { reqId: request.id, err: thrown },
          'Operations that share a transaction run one by one',
        )
        return oneByOne(context, request, turn, run)
      })
      yield `${results.join('\n')}\n`
    }
    if (taken.length < lines.length) {
      yield `${refused(MOST_LINES, tooMany)}\n`
      return
    }
  }
}

/** After an unexpected error: each line in a transaction of its own, so that one does not stop the others. */
async function oneByOne(
  { database }: Context,
  request: FastifyRequest,
  lines: readonly Line[],
  run: (lines: readonly Line[]) => Promise<string[]>,
): Promise<string[]> {
  const results: string[] = []
  for (const line of lines) {
    try {
      results.push(...(await run([line])))
    } catch (thrown) {
      if (database.isUnavailable(thrown)) throw thrown
      request.log.error({ reqId: request.id, err: thrown })
      results.push(refused(line.index, failed))
    }
  }
  return results
}

const tooMany = refusal(
  413,
  'too_many',
  `A request has at most ${MOST_LINES} operations; the rest was not read.`,
)
const failed = refusal(500, 'internal_error', 'Internal Server Error')
