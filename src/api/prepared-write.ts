import type { Static, TObject, TSchema } from 'typebox'
import type { Writer } from '../domain/scope.ts'
import { type Declaration, type Input, inputOf, type Operation, writerOf } from './operation.ts'

/**
 * As `write`, with slow work such as hashing a password: `prepare` does it before the transaction begins, and its result
 * goes to `handle`.
 */
export function preparedWrite<
  P extends TObject,
  Q extends TObject,
  B extends TSchema,
  H extends TSchema,
  R extends TSchema,
  W,
>(
  declaration: Declaration<P, Q, B, H, R> & {
    prepare: (input: Input<P, Q, B, H>) => Promise<W>
    handle: (writer: Writer, input: Input<P, Q, B, H>, prepared: W) => Promise<Static<R>>
  },
): Operation {
  return {
    ...declaration,
    access: 'write',
    async run(context, storeId, request) {
      const input = inputOf<P, Q, B, H>(context, request)
      const prepared = await declaration.prepare(input)
      return context.database.transaction((db) =>
        declaration.handle(writerOf(context, storeId, request, db), input, prepared),
      )
    },
  }
}
