import type { UnixSeconds } from '../db/schema.ts'
import type { Reader } from '../domain/scope.ts'
import type { Context } from './context.ts'
import { isKnown, isSingle } from './etag.ts'
import { inputOf, type Maker, type Show } from './operation.ts'
import { serializer } from './serializer.ts'

/**
 * An endpoint that only reads. Its answers are kept as long as the data stays the same, unless they depend on the time, a
 * body or headers.
 */
export const read: Maker<Reader> = (declaration) => {
  const single = isSingle(declaration)
  const serialize = serializer({ schema: declaration.reply })
  const show: Show = async (context, reader, request) =>
    serialize(await declaration.handle(reader, inputOf(context, request)))
  return {
    ...declaration,
    access: 'read',
    ...(single && { show }),
    async run(context, storeId, request, reply, answers) {
      const input = inputOf(context, request)
      const { origin } = input
      const reader = new WatchedReader(context, storeId)
      // Keys of different requests differ: a client may send any host, but no URL contains a space.
      const text = await answers.find(`${storeId} ${origin} ${request.url}`, async () => {
        const value = await declaration.handle(reader, input)
        return {
          text: String(reply.serialize(value)),
          holds: !declaration.body && !declaration.headers && !reader.wasAskedForTime,
        }
      })
      if (single && isKnown(request, reply, text)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(text)
    },
  }
}

/**
 * Knows whether it was asked for the time. A class, because an object literal with a getter gets a shape of its own each
 * time: making one a request takes as long as an answer from memory.
 */
class WatchedReader implements Reader {
  readonly db: Reader['db']
  readonly storeId: number
  readonly #context: Context
  wasAskedForTime = false

  constructor(context: Context, storeId: number) {
    this.db = context.database.db
    this.storeId = storeId
    this.#context = context
  }

  get now(): UnixSeconds {
    this.wasAskedForTime = true
    return this.#context.now()
  }
}
