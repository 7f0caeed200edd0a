import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

const WRITERS = 8
const READERS = 2
const PAUSE_MS = 50
const MOST_MS = 60_000

/** A write that the server has acknowledged. */
interface Acknowledged {
  email: string
  /** When, in milliseconds. */
  at: number
}

/** The replies that the clients of one server got. */
export interface Load {
  acknowledged: Acknowledged[]
  /** When reads were answered, in milliseconds. */
  reads: number[]
  /** How many requests were answered 503, in the envelope and with Retry-After. */
  refused: number
  /** Unexpected outcomes: any reply that is neither 200 nor such a 503, and no reply at all. */
  wrong: string[]
}

interface Target {
  address: string
  name: string
  companyId: number
}

/** Lets clients of one server write and read, one request after another, until `ending` is aborted. */
export async function load(
  { address, name, companyId }: Target,
  told: Load,
  ending: AbortSignal,
): Promise<void> {
  async function write(writer: number): Promise<void> {
    for (let number = 1; !ending.aborted; number += 1) {
      const email = `${name}-${writer}-${number}@failover.example`
      const body = JSON.stringify({ firstName: 'A', lastName: 'B', email, role: 1, companyId })
      if (await ask({ method: 'POST', body }, '')) told.acknowledged.push({ email, at: performance.now() })
    }
  }

  async function read(): Promise<void> {
    while (!ending.aborted) if (await ask({}, '?limit=10')) told.reads.push(performance.now())
  }

  /** Whether the reply is a success. */
  async function ask(request: RequestInit, query: string): Promise<boolean> {
    try {
      const response = await fetch(`${address}/api/v3/io/users${query}`, {
        ...request,
        headers: {
          'x-auth-token': 'demo-token',
          'x-store-hash': 'demo1234',
          'content-type': 'application/json',
        },
        signal: AbortSignal.timeout(MOST_MS),
      })
      const text = await response.text()
      if (response.status === 200) return true
      if (isRefusal(response, text)) told.refused += 1
      else told.wrong.push(`${response.status} ${text}`)
    } catch (error) {
      told.wrong.push(String(error))
    }
    await setTimeout(PAUSE_MS)
    return false
  }

  await Promise.all([
    ...Array.from({ length: WRITERS }, (_, writer) => write(writer)),
    ...Array.from({ length: READERS }, read),
  ])
}

function isRefusal({ status, headers }: Response, text: string): boolean {
  return (
    status === 503 &&
    headers.get('retry-after') === '1' &&
    text === '{"code":503,"data":{},"meta":{"message":"Service Unavailable"}}'
  )
}
