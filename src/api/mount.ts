import multipart from '@fastify/multipart'
import type { FastifyError, FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { Refused } from '../domain/errors.ts'
import type { Answers } from './answers.ts'
import type { Context } from './context.ts'
import type { Caller } from './credentials.ts'
import type { Dialect } from './dialect.ts'
import { type Answer, asHttpFailure, HttpFailure } from './failure.ts'
import type { Gate } from './gate.ts'
import type { Idempotency } from './idempotency.ts'
import { readKey, sha256 } from './idempotency-key.ts'
import { isEdit, preconditionOf, shownBy } from './if-match.ts'
import { fromSchemaErrors, Invalid } from './invalid.ts'
import { ignoreTypeOfNothing } from './json-body.ts'
import type { Operation } from './operation.ts'
import { readTexts } from './texts.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
  interface FastifyContextConfig {
    operation?: Operation
    /** Answers callers without credentials too. */
    open?: boolean
    /** Changes what a GET of the same path answers. */
    isEdit?: boolean
  }
}

/** Registers a dialect's operations on `app`, which is a Fastify scope of its own. */
export function mount(
  app: FastifyInstance,
  context: Context,
  { authenticate, limit, guesses }: Gate,
  answers: Answers,
  keys: Idempotency,
  dialect: Dialect,
): void {
  const { operations } = dialect
  app.decorateRequest('caller', undefined)
  app.decorateRequest('idempotencyKey', undefined)
  app.addHook('onRequest', async (request, reply) => {
    const { operation, open } = request.routeOptions.config
    if (open) return
    const caller = await authenticate(request)
    request.caller = caller
    if (dialect.isLimited) await limit(caller, operation?.quota ?? 'general', reply)
    if (operation && !isAllowed(caller, dialect, operation)) throw new HttpFailure(403)
    if (operation?.access === 'write') request.idempotencyKey = readKey(request)
  })
  app.setSchemaErrorFormatter((errors, part) => fromSchemaErrors(errors, part))
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const send = (thrown: unknown, { status, headers, body }: ReturnType<typeof answerTo>) => {
      const isRule = thrown instanceof Refused
      if (status >= 500 && !isRule) request.log.error({ reqId: request.id, err: thrown })
      return reply.code(status).headers(headers).send(body)
    }
    const answer = answerTo(thrown, context, dialect, request)
    if (!request.idempotencyKey || answer.status >= 500) return send(thrown, answer)
    reply.code(answer.status).headers(answer.headers)
    return keys
      .refuse(request, reply, answer)
      .catch((failed: unknown) => send(failed, answerTo(failed, context, dialect, request)))
  })
  for (const operation of operations) {
    const route = routeOf(context, answers, keys, dialect, guesses.watched(operation))
    if (operation.form) takeForm(app, route)
    else if (operation.lines) takeLines(app, route)
    else app.route(route)
  }
  refuseOtherMethods(app, operations)
}

function isAllowed({ may }: Caller, { scope }: Dialect, { access }: Operation): boolean {
  if (access === 'open') return true
  return scope === 'control' ? may.control : may[access]
}

function routeOf(
  context: Context,
  answers: Answers,
  keys: Idempotency,
  dialect: Dialect,
  operation: Operation,
): RouteOptions {
  const { method, url, summary, params, query, body, headers, status = 200, reply, access } = operation
  const shown = shownBy(dialect.operations, operation)
  const refusal = operation.refusal ? Type.Union([dialect.refusal, operation.refusal]) : dialect.refusal
  return {
    method,
    url,
    config: { operation, open: access === 'open', isEdit: isEdit(operation, shown) },
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
    ...(method === 'DELETE' && { onRequest: ignoreTypeOfNothing }),
    preValidation: (request, _reply, done) => {
      const { idempotencyKey } = request
      if (idempotencyKey && !operation.form && !operation.lines) idempotencyKey.bodyHash ??= sha256('')
      if (params) request.params = readTexts('params', params.properties, recordOf(request.params))
      if (query) request.query = readTexts('querystring', query.properties, recordOf(request.query))
      done()
    },
    handler: (request, response) => {
      response.code(status)
      const condition = access === 'write' ? preconditionOf(request, shown) : undefined
      const own = condition ? condition.alone(context) : context
      const run = (within: Context) =>
        operation.run(
          condition ? condition.checked(within) : within,
          request.caller?.storeId ?? 0,
          request,
          response,
          answers,
        )
      if (!request.idempotencyKey) return run(own)
      if (operation.lines) return keys.begin(own, request, response).then(() => run(own))
      return keys.once(own, request, response, run, (thrown) => answerTo(thrown, context, dialect, request))
    },
  }
}

/** In a scope of its own: no other operation takes a form, and this one takes nothing else. */
function takeForm(app: FastifyInstance, route: RouteOptions): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(multipart)
    scope.route(route)
  })
}

/** As `takeForm`, for lines of JSON. */
function takeLines(app: FastifyInstance, route: RouteOptions): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-ndjson', (_request, body, done) => done(null, body))
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
      // In a hook, which runs before the body is read.
      onRequest: async () => {
        throw new HttpFailure(405, undefined, { allow: allowed.toSorted().join(', ') })
      },
      handler: async () => ({}),
    })
  }
}

/** What a dialect says to an error. */
function answerTo(
  thrown: unknown,
  context: Context,
  dialect: Dialect,
  request: FastifyRequest,
): Answer & { headers: Record<string, string> } {
  const words = { ...dialect, ...request.routeOptions.config.operation?.words }
  if (thrown instanceof Refused) return { ...words.refused(thrown.refusal), headers: {} }
  if (thrown instanceof Invalid) return { ...words.invalid(thrown.issues, request.body), headers: {} }
  const failure = context.database.isUnavailable(thrown) ? new HttpFailure(503) : asHttpFailure(thrown)
  const { status, headers, message } = failure
  return { status, headers, body: dialect.failed(status, message) }
}

/** Safe because Fastify gives both as objects of text by name. */
function recordOf(texts: unknown): Record<string, unknown> {
  return texts as Record<string, unknown>
}
