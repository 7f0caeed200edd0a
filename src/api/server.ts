import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { Answers } from './answers.ts'
import { auth } from './auth/dialect.ts'
import { compiler } from './compiler.ts'
import type { Context } from './context.ts'
import { control } from './control/dialect.ts'
import { publishDocs } from './docs.ts'
import { asHttpFailure } from './failure.ts'
import { gateOf } from './gate.ts'
import { hooks } from './hooks/dialect.ts'
import { idempotency } from './idempotency.ts'
import { acceptJson } from './json-body.ts'
import { mount } from './mount.ts'
import { readableUrl } from './readable-url.ts'
import { serializer } from './serializer.ts'
import { v2 } from './v2/dialect.ts'
import { v3 } from './v3/dialect.ts'
import { watch } from './watching.ts'

const MOST_BODY_BYTES = 1024 * 1024
/** A request that takes longer to arrive is ended, so that slow clients do not hold connections. */
const MOST_REQUEST_MS = 60_000
/** Node refuses a longer request line anyway; an id of any length gets the dialect's answer. */
const MOST_PATH_PART = 16_384

/** The whole HTTP application, not yet listening. Production and tests build it here, so both validate alike. */
export async function buildServer(context: Context, logger?: FastifyBaseLogger): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    ...(logger && { loggerInstance: oneForAll(logger) }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: MOST_REQUEST_MS,
    routerOptions: { maxParamLength: MOST_PATH_PART },
    genReqId: () => randomUUID(),
    // Requests that arrive while it closes are answered too: Fastify's own 503 would be in no dialect's envelope.
    return503OnClosing: false,
    rewriteUrl(request) {
      // Routed as TRACE, which no operation has: so a verb that the router does not know is answered 405 too.
      if (!this.supportedMethods.includes(request.method ?? '')) request.method = 'TRACE'
      return readableUrl(request)
    },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (_error, request, reply: FastifyReply) =>
      reply.code(400).header('x-request-id', request.id).send({ code: 400, message: 'Bad Request' }),
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.setNotFoundHandler(refuseUnknownPath)
  app.setErrorHandler((thrown, request, reply) => {
    // An unknown path is 404, whatever is wrong with the body.
    if (request.is404) return refuseUnknownPath(request, reply)
    const { status, message } = asHttpFailure(thrown)
    if (status >= 500) request.log.error({ reqId: request.id, err: thrown })
    return reply.code(status).send({ code: status, message })
  })
  app.setValidatorCompiler(compiler())
  app.setSerializerCompiler(serializer)
  acceptJson(app)
  await publishDocs(app)
  watch(app, context)
  const gate = gateOf(context)
  const answers = new Answers(context)
  const keys = idempotency(context)
  for (const dialect of [v3, v2, auth, hooks, control]) {
    await app.register(async (scope) => mount(scope, context, gate, answers, keys, dialect), {
      prefix: dialect.prefix,
    })
  }
  await app.ready()
  return app
}

/** A log that is its own child, which saves making one a request: what is logged of a request names its id itself. */
function oneForAll(logger: FastifyBaseLogger): FastifyBaseLogger {
  const log: FastifyBaseLogger = Object.create(logger, { child: { value: () => log } })
  return log
}

const unreadable: Record<string, [status: number, message: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}

/** What is not even HTTP reaches no dialect; the answer is that of an unknown path, with its own status. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, message] = unreadable[error.code ?? ''] ?? [400, 'Bad Request']
  const body = JSON.stringify({ code: status, message })
  const head = [
    `HTTP/1.1 ${status} ${message}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${body.length}`,
    `X-Request-Id: ${randomUUID()}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function refuseUnknownPath(_request: FastifyRequest, reply: FastifyReply) {
  return reply.code(404).send({ code: 404, message: 'Not Found' })
}
