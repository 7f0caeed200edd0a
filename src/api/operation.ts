import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { Tx } from '../db/schema.ts'
import type { Quota } from '../domain/request-limits.ts'
import { byRoster, type Reader, type Writer } from '../domain/scope.ts'
import type { Answers } from './answers.ts'
import type { Context } from './context.ts'
import type { Answer, Words } from './failure.ts'

/** The parts of a request, after their schemas passed them. */
export interface Input<P extends TSchema, Q extends TSchema, B extends TSchema, H extends TSchema> {
  params: Static<P>
  query: Static<Q>
  body: Static<B>
  headers: Static<H>
  /** Where callers reach this server, as `https://roster.example`. */
  origin: string
  requestId: string
}

export interface Declaration<
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  H extends TSchema,
  R extends TSchema,
> {
  method: HTTPMethods
  /** Below the dialect's prefix, with `:name` for a path parameter. */
  url: string
  /** The name of the operation in the vendor's reference. */
  summary: string
  params?: P
  query?: Q
  body?: B
  /** The fields of a form with a file, which stands in place of a body. */
  form?: TObject
  /** One line of a body of many, which stands in place of a body and is read as it comes. */
  lines?: TSchema
  /** Headers of its own, by their names in lower case. */
  headers?: H
  /** What somebody guesses who is refused here: the password to `email`, or a token. */
  guess?: 'password' | 'token'
  /** What it counts as where fewer requests are allowed. */
  quota?: Quota
  /** Of a good answer; 200 unless it says otherwise. */
  status?: 201 | 204
  /** What a good answer carries, whole: a key that is not named here is not sent. */
  reply: R
  /** Whether a GET answers one thing as it stands, although its path does not end with the thing's id. */
  single?: true
  /** Where this operation refuses in other words than its dialect. */
  words?: Partial<Words>
  /** What such a refusal looks like, where it has an envelope of its own. */
  refusal?: TSchema
}

export type Show = (context: Context, reader: Reader, request: FastifyRequest) => Promise<string>

/** Makes an operation whose `handle` gets the parts of a request in the types of their schemas. */
export type Maker<Scope> = <
  P extends TObject,
  Q extends TObject,
  B extends TSchema,
  H extends TSchema,
  R extends TSchema,
>(
  declaration: Declaration<P, Q, B, H, R> & {
    handle: (scope: Scope, input: Input<P, Q, B, H>) => Promise<Static<R>>
  },
) => Operation

/** One endpoint as a value: how it is called, what it takes and what it does. */
export interface Operation extends Declaration<TObject, TObject, TSchema, TSchema, TSchema> {
  /** What a caller must be allowed to do; `open` needs no credentials. */
  access: 'read' | 'write' | 'open'
  /** Of a write: all in one transaction, whose value is the body of the answer and whose status stands in `reply`. */
  run(
    context: Context,
    storeId: number,
    request: FastifyRequest,
    reply: FastifyReply,
    answers: Answers,
  ): Promise<unknown>
  /** Of a read of one thing: the text of its answer. */
  show?: Show
}

/**
 * An endpoint that changes something. It runs in one transaction, and the reply is sent after the
 * commit, so no client hears of a change that did not happen.
 */
export const write: Maker<Writer> = (declaration) => ({
  ...declaration,
  access: 'write',
  run: (context, storeId, request) =>
    context.database.transaction((db) =>
      declaration.handle(writerOf(context, storeId, request, db), inputOf(context, request)),
    ),
})

/** What came of a batch: all of it went well, or an answer that tells what did not. */
export type BatchOutcome<T> = { value: T } | { answer: Answer }

/**
 * As `write`, for a batch whose entries stand or fall alone: what could be done is done, whatever the answer says of
 * the rest.
 */
export function batch<
  P extends TObject,
  Q extends TObject,
  B extends TSchema,
  H extends TSchema,
  R extends TSchema,
>(
  declaration: Declaration<P, Q, B, H, R> & {
    handle: (writer: Writer, input: Input<P, Q, B, H>) => Promise<BatchOutcome<Static<R>>>
  },
): Operation {
  return {
    ...declaration,
    access: 'write',
    run: (context, storeId, request, reply) =>
      context.database.transaction(async (db) => {
        const outcome = await declaration.handle(
          writerOf(context, storeId, request, db),
          inputOf(context, request),
        )
        const { status: good = 200 } = declaration
        const [status, body] =
          'value' in outcome ? [good, outcome.value] : [outcome.answer.status, outcome.answer.body]
        reply.code(status)
        return body
      }),
  }
}

/** An endpoint that takes no credentials: it finds its store by what is sent. */
export const open: Maker<Context> = (declaration) => ({
  ...declaration,
  access: 'open',
  run: (context, _storeId, request) => declaration.handle(context, inputOf(context, request)),
})

/** The scope of what a request changes. */
export function writerOf({ now }: Context, storeId: number, { caller, id }: FastifyRequest, db: Tx): Writer {
  return { db, storeId, now: now(), actor: caller?.actor ?? byRoster.actor, requestId: id }
}

// Safe because Fastify has validated each part against the very schema that its type comes from.
export function inputOf<P extends TSchema, Q extends TSchema, B extends TSchema, H extends TSchema>(
  { publicUrl }: Context,
  { params, query, body, headers, protocol, host, id: requestId }: FastifyRequest,
): Input<P, Q, B, H> {
  const origin = publicUrl ?? `${protocol}://${host}`
  return { params, query, body, headers, origin, requestId } as Input<P, Q, B, H>
}
