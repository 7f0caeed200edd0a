import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type DestinationPolicy, destinationProblem, hostOf } from '../domain/hook-destinations.ts'
import { version } from '../version.ts'
import { assertReachable, checkedLookup, type Resolve } from './resolve.ts'

/** How much of an answer is kept, and how much is read. */
const MOST_KEPT = 1000
const MOST_READ = 64 * 1024

interface Posting {
  destination: string
  headers: Record<string, string>
  body: string
}

/** What came of an attempt: an answer, or why there was none. */
export interface Posted {
  durationMs: number
  status: number | null
  responseStart: string
  error: string | null
}

type Answer = Pick<Posted, 'status' | 'responseStart'>

export interface Poster {
  /** Never rejects. Follows no redirect, which is an answer like any other. */
  post(posting: Posting): Promise<Posted>
  /** Breaks off what is under way. */
  close(): void
}

interface Options {
  policy: DestinationPolicy
  resolve: Resolve
  /** For a whole attempt, from looking up the name to the end of the answer. */
  timeoutMs: number
}

/** Posts over connections that stay open between deliveries. */
export function poster({ policy, resolve, timeoutMs }: Options): Poster {
  const kept = { keepAlive: true, maxFreeSockets: 20 }
  const plain = { request: http.request, agent: new http.Agent(kept) }
  const secure = { request: https.request, agent: new https.Agent(kept) }
  const lookup = checkedLookup(resolve, policy)
  const underWay = new Set<http.ClientRequest>()

  async function post(posting: Posting): Promise<Posted> {
    const start = performance.now()
    const durationMs = () => Math.round(performance.now() - start)
    try {
      // What was allowed when the hook was made may no longer be.
      const problem = destinationProblem(posting.destination, policy)
      if (problem) throw new Error(problem)
      const answer = await send(posting, true)
      return { durationMs: durationMs(), ...answer, error: null }
    } catch (thrown) {
      return { durationMs: durationMs(), status: null, responseStart: '', error: reasonOf(thrown) }
    }
  }

  async function send(posting: Posting, reuse: boolean): Promise<Answer> {
    const url = new URL(posting.destination)
    const host = hostOf(url)
    // An address is connected to without being looked up.
    if (isIP(host)) assertReachable(host, policy)
    const { request: open, agent } = url.protocol === 'https:' ? secure : plain
    const request = open(url, {
      method: 'POST',
      agent: reuse && agent,
      lookup,
      headers: {
        ...posting.headers,
        'user-agent': `Roster/${version}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(posting.body),
      },
    })
    const patience = setTimeout(
      () => request.destroy(new Error(`No answer within ${timeoutMs} ms.`)),
      timeoutMs,
    )
    underWay.add(request)
    request.on('close', () => {
      clearTimeout(patience)
      underWay.delete(request)
    })
    request.end(posting.body)
    try {
      return await answerTo(request)
    } catch (error) {
      // The receiver has closed a connection that was kept open just as it was used again.
      const stale = request.reusedSocket && error instanceof Error && 'code' in error
      if (stale && error.code === 'ECONNRESET') return send(posting, false)
      throw error
    }
  }

  return {
    post,
    close() {
      for (const request of underWay) request.destroy(new Error('Roster stops.'))
      for (const { agent } of [plain, secure]) agent.destroy()
    },
  }
}

/** The status counts as soon as it is there, also when the rest of the answer breaks off. */
function answerTo(request: http.ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answered = false
    request.on('response', (response) => {
      answered = true
      const status = response.statusCode ?? 0
      void readStart(response).then((responseStart) => resolve({ status, responseStart }))
    })
    // A change of protocol is no success, and Node tells of it by this event alone.
    request.on('upgrade', ({ statusCode = 0 }, socket) => {
      answered = true
      socket.destroy()
      resolve({ status: statusCode, responseStart: '' })
    })
    request.on('error', (error) => {
      if (!answered) reject(error)
    })
  })
}

function readStart(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const kept: Buffer[] = []
    let read = 0
    response.on('data', (chunk: Buffer) => {
      if (read < MOST_KEPT) kept.push(chunk)
      read += chunk.length
      if (read > MOST_READ) response.destroy()
    })
    response.on('error', () => {})
    response.on('close', () => resolve(textOf(Buffer.concat(kept))))
  })
}

/** Without null bytes, which PostgreSQL does not keep in texts. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').slice(0, MOST_KEPT).toWellFormed().replaceAll('\0', '\uFFFD')
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0])
  return thrown instanceof Error ? thrown.message.slice(0, MOST_KEPT) : String(thrown)
}
