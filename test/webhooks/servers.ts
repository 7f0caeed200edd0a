import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test as base, expect } from 'vitest'
import { fromDemo } from '../credentials.ts'
import { freshDatabase } from '../databases.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const PROCESS = new URL('process.ts', import.meta.url).pathname
const PATIENCE_MS = 60_000
const headers = {
  ...fromDemo,
  'Content-Type': 'application/json',
}

/** `test` with a receiver, and a way to start servers on one database whose hooks may call it. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  .extend('url', async ({}, { onCleanup }) => {
    const fresh = await freshDatabase()
    onCleanup(() => fresh.drop())
    return fresh.url
  })
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  .extend('receiver', async ({}, { onCleanup }) => {
    const receiver = await startReceiver()
    onCleanup(() => receiver.close())
    return receiver
  })
  .extend('start', async ({ url }, { onCleanup }) => {
    const running = new Set<Server>()
    onCleanup(async () => {
      for (const server of running) await server.kill()
    })
    return async () => {
      const server = await startServer(url)
      running.add(server)
      return server
    }
  })

interface Server {
  address: string
  kill(): Promise<void>
}

async function startServer(url: string): Promise<Server> {
  const child = spawn(process.execPath, [PROCESS, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  for await (const line of createInterface(child.stdout)) {
    const address = /Roster is ready on (http:[^"]+)/.exec(line)?.[1]
    if (address) return { address, kill }
  }
  throw new Error('The server ended before it was ready.')
}

async function post(address: string, path: string, body: object): Promise<number | undefined> {
  try {
    const response = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const { data } = JSON.parse(await response.text())
    if (response.status !== 200) expect.fail(`${path} was answered ${response.status}`)
    return data.id ?? data.companyId
  } catch (error) {
    // `fetch` throws this when a connection is refused or breaks off.
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined
    throw error
  }
}

let made = 0

/** Returns the id, or undefined when the server is gone. */
export function createCompany({ address }: Server): Promise<number | undefined> {
  made += 1
  return post(address, '/api/v3/io/companies', {
    companyName: `Company ${made}`,
    companyEmail: `office${made}@acme.example`,
    companyPhone: '555-1000',
    country: 'United States',
    adminFirstName: 'Jane',
    adminLastName: 'Smith',
    adminEmail: `jane${made}@acme.example`,
  })
}

export async function aHook({ address }: Server, { url }: Receiver): Promise<void> {
  const hook = { scope: 'store/company/created', destination: url }
  await post(address, '/stores/demo1234/v3/hooks', hook)
}

/** Eight clients create companies until the count is reached; then the server is killed while more are on the way. */
export async function createUntilKilled(server: Server, count: number): Promise<number[]> {
  const ids: number[] = []
  const create = async () => {
    for (let id = await createCompany(server); id !== undefined; id = await createCompany(server)) {
      ids.push(id)
      if (ids.length === count) await server.kill()
    }
  }
  await Promise.all(Array.from({ length: 8 }, create))
  return ids
}

const companiesTold = (receiver: Receiver) => new Set(receiver.told().map(({ company_id }) => company_id))

export async function expectAllTold(receiver: Receiver, ids: readonly number[]): Promise<void> {
  const untold = () => ids.filter((id) => !companiesTold(receiver).has(id))
  await expect.poll(untold, { timeout: PATIENCE_MS, interval: 100 }).toEqual([])
}

/** Repeated deliveries have the same id, so a receiver can drop them. */
export function expectRepeatsKnown({ received }: Receiver): void {
  const byText = Map.groupBy(received, ({ text }) => JSON.parse(text).data.company_id)
  for (const repeats of byText.values()) {
    expect(new Set(repeats.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(repeats.map(({ text }) => text)).size).toBe(1)
  }
}
