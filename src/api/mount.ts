import multipart from '@fastify/multipart'
import type { FastifyError, FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { Refused } from '../domain/errors.ts'
import type { Answers } from './answers.ts'
import type { Authenticate, Caller } from './credentials.ts'
import { type Answer, asHttpFailure, HttpFailure, type Words } from './failure.ts'
import { fromSchemaErrors, Invalid } from './invalid.ts'
import type { Context, Operation } from './operation.ts'
import { readTexts } from './texts.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
  interface FastifyContextConfig {
    operation?: Operation
    /** Answers callers without credentials too. */
    open?: boolean
  }
}

/** An API of its own: what it can do, and how it refuses. */
export interface Dialect extends Words {
  prefix: string
  /** Its name in the documentation. */
  tag: string
  /** What a token must be good for. */
  scope: 'b2b' | 'control'
  operations: readonly Operation[]
  /** How the documentation says that callers name themselves, where it is not as everywhere. */
  security?: Record<string, string[]>[]
  /** True for one that its vendor has retired. */
  deprecated?: boolean
  /** The body of an answer that tells no more than its status. */
  failed(status: number, message: string): object
  /** What every refusal looks like in the documentation. */
  refusal: TSchema
}

/** Puts a dialect's operations on `app`, which is a scope of their own. */
export function mount(
  app: FastifyInstance,
  context: Context,
  authenticate: Authenticate,
  answers: Answers,
  dialect: Dialect,
): void {
  const { operations } = dialect
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async (request) => {
    const { operation, open } = request.routeOptions.config
    if (open) return
    request.caller = await authenticate(request)
    if (operation && !isAllowed(request.caller, dialect, operation)) throw new HttpFailure(403)
  })
  app.setSchemaErrorFormatter((errors, part) => fromSchemaErrors(errors, part))
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const answer = refusalOf(thrown, dialect, request)
    if (answer) return reply.code(answer.status).send(answer.body)
    const failure = context.database.isUnavailable(thrown) ? new HttpFailure(503) : asHttpFailure(thrown)
    if (failure.status >= 500) request.log.error({ reqId: request.id, err: thrown })
    return reply
      .code(failure.status)
      .headers(failure.headers)
      .send(dialect.failed(failure.status, failure.message))
  })
  for (const operation of operations) {
    if (operation.form) takeForm(app, routeOf(context, answers, dialect, operation))
    else app.route(routeOf(context, answers, dialect, operation))
  }
  refuseOtherMethods(app, operations)
}

function isAllowed({ may }: Caller, { scope }: Dialect, { access }: Operation): boolean {
  if (access === 'open') return true
  return scope === 'control' ? may.control : may[access]
}

function routeOf(context: Context, answers: Answers, dialect: Dialect, operation: Operation): RouteOptions {
  const { method, url, summary, params, query, body, headers, status = 200, reply, access } = operation
  const refusal = operation.refusal ? Type.Union([dialect.refusal, operation.refusal]) : dialect.refusal
  return {
    method,
    url,
    config: { operation, open: access === 'open' },
    schema: {
      summary,
      tags: [dialect.tag],
      ...(dialect.deprecated && { deprecated: true }),
      ...(dialect.security && { security: dialect.security }),
      ...(access === 'open' && { security: [] }),
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      ...(headers && { headers }),
      response: { [status]: reply, '4xx': refusal, '5xx': refusal },
    },
    preValidation: (request, _reply, done) => {
      if (params) request.params = readTexts('params', params.properties, recordOf(request.params))
      if (query) request.query = readTexts('querystring', query.properties, recordOf(request.query))
      done()
    },
    handler: (request, response) => {
      response.code(status)
      return operation.run(context, request.caller?.storeId ?? 0, request, response, answers)
    },
  }
}

/** A scope of its own, so that no other operation takes a form, and this one nothing else. */
function takeForm(app: FastifyInstance, route: RouteOptions): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(multipart)
    scope.route(route)
  })
}

/** A path that exists under another verb is 405 and says which verbs it has. */
function refuseOtherMethods(app: FastifyInstance, operations: readonly Operation[]): void {
  const methodsOf = Map.groupBy(operations, ({ url }) => url)
  for (const [url, mounted] of methodsOf) {
    const methods = mounted.map(({ method }) => String(method))
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods
    app.route({
      method: app.supportedMethods.filter((method) => !allowed.includes(method)),
      url,
      config: { open: mounted.every(({ access }) => access === 'open') },
      schema: { hide: true },
      // A hook, so that the answer comes before anybody looks at the body.
      onRequest: async () => {
        throw new HttpFailure(405, undefined, { allow: allowed.toSorted().join(', ') })
      },
      handler: async () => ({}),
    })
  }
}

function refusalOf(thrown: Error, dialect: Dialect, request: FastifyRequest): Answer | undefined {
  const words = { ...dialect, ...request.routeOptions.config.operation?.words }
  if (thrown instanceof Refused) return words.refused(thrown.refusal)
  if (thrown instanceof Invalid) return words.invalid(thrown.issues, request.body)
  return undefined
}

/** Safe because Fastify gives both as objects of text by name. */
function recordOf(texts: unknown): Record<string, unknown> {
  return texts as Record<string, unknown>
}

/** A reply that has nothing to say beyond its envelope. */
export const Nothing = Type.Object({})
