import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type DestinationPolicy, destinationProblem, hostOf } from '../domain/hook-destinations.ts'
import { version } from '../version.ts'
import { assertReachable, checkedLookup, type Resolve } from './resolve.ts'

/** Of an answer so much is kept, and so much read. */
const MOST_KEPT = 1000
const MOST_READ = 64 * 1024

export interface Posting {
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

export interface Poster {
  /** Never rejects. Follows no redirect, which is an answer like any other. */
  post(posting: Posting): Promise<Posted>
  /** Breaks off what is under way. */
  close(): void
}

interface Options {
  policy: DestinationPolicy
  resolve: Resolve
  /** For all of it, from the name to the end of the answer. */
  timeoutMs: number
}

/** Posts over connections that stay open between deliveries. */
export function poster({ policy, resolve, timeoutMs }: Options): Poster {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxFreeSockets: 20 }),
    'https:': new https.Agent({ keepAlive: true, maxFreeSockets: 20 }),
  }
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

  async function send(posting: Posting, again: boolean): Promise<Pick<Posted, 'status' | 'responseStart'>> {
    const url = new URL(posting.destination)
    const host = hostOf(url)
    const secure = url.protocol === 'https:'
    // An address is connected to without being looked up.
    if (isIP(host)) assertReachable(host, policy)
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, {
        method: 'POST',
        agent: secure ? agents['https:'] : agents['http:'],
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
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The receiver has closed a connection that was kept open just as it was used again.
        if (again && request.reusedSocket && error.code === 'ECONNRESET')
          send(posting, false).then(resolve, reject)
        else reject(error)
      })
      request.on('response', (response) => {
        const status = response.statusCode ?? 0
        void readStart(response).then((responseStart) => resolve({ status, responseStart }))
      })
      request.end(posting.body)
    })
  }

  return {
    post,
    close() {
      for (const request of underWay) request.destroy(new Error('Roster stops.'))
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** Resolves too when the answer breaks off: what counts is the status. */
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

/** A null byte is no text to PostgreSQL. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').slice(0, MOST_KEPT).toWellFormed().replaceAll('\0', '\uFFFD')
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0])
  return thrown instanceof Error ? thrown.message.slice(0, MOST_KEPT) : String(thrown)
}
