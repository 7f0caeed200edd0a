import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type Call, headers } from './works.ts'

const SILENCE_MS = 60_000

interface Talk {
  port: number
  /** Milliseconds from opening the connection to the first request; none by default. */
  firstPauseMs?: number
  next: () => Call
  /** The allowed size of a reply's body. */
  bytes: { least: number; most: number }
  /** Called for each reply with its response time. Returns the ms until the next request, or undefined to stop. */
  answered(ms: number, answers: number): number | undefined
}

/** One connection from its first request to its last reply. Rejects when a reply fails or has an unexpected size. */
export function converse({ port, firstPauseMs = 0, next, bytes, answered }: Talk): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, timeout: SILENCE_MS })
    const answer = answerReader(bytes)
    let sentAt = 0
    let answers = 0

    function send() {
      sentAt = performance.now()
      socket.write(toHttp(next()))
    }

    function sendIn(pauseMs: number) {
      if (pauseMs > 0) setTimeout(send, pauseMs)
      else send()
    }

    function fail(reason: string) {
      socket.destroy()
      reject(new Error(`Answer ${answers + 1}: ${reason}`))
    }

    function receive(chunk: Buffer) {
      const outcome = answer(chunk)
      if (outcome === 'partial') return
      if (outcome !== 'whole') return fail(outcome)
      answers += 1
      const pauseMs = answered(performance.now() - sentAt, answers)
      if (pauseMs === undefined) return end(socket, resolve)
      sendIn(pauseMs)
    }

    socket.on('connect', () => sendIn(firstPauseMs))
    socket.on('data', receive)
    socket.on('timeout', () => fail('silence'))
    socket.on('error', ({ message }) => fail(message))
    socket.on('close', () => fail('the connection was closed'))
  })
}

function end(socket: Socket, resolve: () => void): void {
  socket.removeAllListeners('close')
  socket.end()
  resolve()
}

/** Takes the chunks of one reply after another. Returns 'partial', 'whole', or what is wrong with the reply. */
function answerReader({ least, most }: { least: number; most: number }) {
  let head: Buffer = Buffer.alloc(0)
  let missing = 0

  return (chunk: Buffer): string => {
    if (missing > 0) {
      missing -= chunk.length
      return missing > 0 ? 'partial' : 'whole'
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    const headEnd = head.indexOf('\r\n\r\n')
    if (headEnd < 0) return 'partial'
    const text = head.toString('latin1', 0, headEnd)
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
    if (!/^HTTP\/1.1 20[01] /.test(text)) return shown(head)
    if (!(length >= least && length <= most)) return `${length} bytes, ${shown(head)}`
    missing = headEnd + 4 + length - head.length
    head = Buffer.alloc(0)
    return missing > 0 ? 'partial' : 'whole'
  }
}

function shown(answer: Buffer): string {
  return answer.toString('utf8', 0, 1000)
}

function toHttp({ method, path, body }: Call): string {
  const head =
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-auth-token: ${headers['x-auth-token']}\r\n` +
    `x-store-hash: ${headers['x-store-hash']}\r\n`
  if (body === '') return `${head}\r\n`
  return `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}
