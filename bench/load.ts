import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { seeded } from './random.ts'
import { type Call, CONNECTIONS, headers, type WorkName, works } from './works.ts'

export interface Job {
  port: number
  work: WorkName
  ms: number
  /** Makes this job's draws differ from those of the others. */
  seed: number
  /** What an answer's body may measure. */
  bytes: { least: number; most: number }
}

export interface Load {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Share of its core that the load generator used. */
  busy: number
}

export type Outcome = { load: Load } | { failure: string }

const SILENCE_MS = 10_000

// A process of its own, which does the jobs it is sent, and ends with whoever started it.
if (import.meta.main) {
  process.on('message', (message) => {
    void outcome(jobOf(message)).then((result) => process.send?.(result))
  })
  process.on('disconnect', () => process.exit())
}

async function outcome(job: Job): Promise<Outcome> {
  try {
    return { load: await run(job) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Keeps every connection busy with one request at a time, so a slow answer holds back the next request: the latencies
 * tell of `CONNECTIONS` patient clients, not of requests that arrive at a rate of their own.
 */
async function run(job: Job): Promise<Load> {
  const latencies: number[] = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  const connections = Array.from({ length: CONNECTIONS }, (_, connection) =>
    converse(job, connection, start + job.ms, latencies),
  )
  await Promise.all(connections)
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const sorted = Float64Array.from(latencies).sort()
  return {
    requests: sorted.length,
    perSecond: (sorted.length / ms) * 1000,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    busy: (user + system) / 1000 / ms,
  }
}

/** One connection from its first request to its last answer; every answer is a 200 of the expected size, or it rejects. */
function converse({ port, work, seed, bytes }: Job, connection: number, until: number, latencies: number[]) {
  return new Promise<void>((resolve, reject) => {
    const next = works[work](seeded(seed * CONNECTIONS + connection), connection)
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, timeout: SILENCE_MS })
    let sentAt = 0
    let answers = 0
    let received: Buffer = Buffer.alloc(0)

    function send() {
      sentAt = performance.now()
      socket.write(toHttp(next()))
    }

    function fail(reason: string) {
      socket.destroy()
      reject(new Error(`${work}, answer ${answers + 1}: ${reason}`))
    }

    function receive(chunk: Buffer) {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const head = received.toString('latin1', 0, headEnd)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
      if (!head.startsWith('HTTP/1.1 200 ')) return fail(received.toString())
      if (!(length >= bytes.least && length <= bytes.most)) return fail(`${length} bytes, ${received}`)
      if (received.length < headEnd + 4 + length) return
      const now = performance.now()
      latencies.push(now - sentAt)
      received = Buffer.alloc(0)
      answers += 1
      if (now < until || answers % 2 === 1) return send()
      socket.end()
      resolve()
    }

    socket.on('connect', send)
    socket.on('data', receive)
    socket.on('timeout', () => fail('silence'))
    socket.on('error', ({ message }) => fail(message))
    socket.on('close', () => fail('the connection was closed'))
  })
}

function toHttp({ method, path, body }: Call): string {
  const head =
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-auth-token: ${headers['x-auth-token']}\r\n` +
    `x-store-hash: ${headers['x-store-hash']}\r\n`
  if (body === '') return `${head}\r\n`
  return `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
}

/** Safe because nobody else sends to this process. */
function jobOf(message: unknown): Job {
  return message as Job
}
