import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from './context.ts'

/** How long `/ready` waits for the database. */
const MOST_SILENCE_MS = 3000

/** Adds `/health`, `/ready` and, where `context` asks for them, `/metrics`, traces and a log of requests. */
export function watch(app: FastifyInstance, context: Context): void {
  const { metrics, traces } = context
  app.get('/health', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  tellReadiness(app, context)
  if (app.log.level === 'debug' || app.log.level === 'trace') logRequests(app)
  if (traces) app.addHook('onRequest', traces.begin).addHook('onResponse', traces.end)
  if (!metrics) return
  app.addHook('onResponse', (request, reply, done) => {
    metrics.countRequest(nameOf(request), reply.statusCode, reply.elapsedTime)
    done()
  })
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.contentType)
    return metrics.text()
  })
}

/** The operation of a request, by which it is counted: the path itself holds ids. */
export function nameOf({ routeOptions, method }: FastifyRequest): string {
  return routeOptions.config.operation ? `${method} ${routeOptions.url}` : 'other'
}

function tellReadiness(app: FastifyInstance, context: Context): void {
  let stopping = false
  app.addHook('preClose', (done) => {
    stopping = true
    done()
  })
  app.get('/ready', { schema: { hide: true } }, async (_request, reply) => {
    if (stopping) return refuse(reply, 'stopping')
    return (await answers(context)) ? { status: 'ready' } : refuse(reply, 'database unavailable')
  })
}

function refuse(reply: FastifyReply, status: string): object {
  reply.code(503).header('retry-after', '1')
  return { status }
}

async function answers({ database }: Context): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), MOST_SILENCE_MS)
  })
  const answer = async () => {
    await database.db.selectFrom('store').select('store_id').limit(1).execute()
    return true
  }
  try {
    return await Promise.race([answer(), silence])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

/** A line each, without anything that the caller has sent: paths and queries hold ids, emails and tokens. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { id: reqId, caller } = request
    const ms = Math.round(reply.elapsedTime * 10) / 10
    const who = { storeId: caller?.storeId, tokenId: caller?.tokenId }
    request.log.debug({ reqId, operation: nameOf(request), status: reply.statusCode, ms, ...who }, 'Answered')
    done()
  })
}
