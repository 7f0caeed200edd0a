import { setTimeout } from 'node:timers/promises'
import { type Amounts, credentials } from './amounts.ts'
import type { Server } from './measure.ts'
import { cpuSeconds } from './processes.ts'
import { type Call, headers, send } from './works.ts'

const PATIENCE_MS = 60_000
const GLANCE_MS = 500
/** What a server takes that has nothing to do, of its core. */
const IDLE = 0.04

/** A hook to `destination` for every company that changes; ends with its scope. */
export async function hook({ port }: Server, destination: string): Promise<AsyncDisposable> {
  const hooks = `http://127.0.0.1:${port}/stores/${credentials.storeHash}/v3/hooks`
  const body = JSON.stringify({ scope: 'store/company/updated', destination })
  const made = await ask(hooks, { method: 'POST', body })
  const { id } = dataOf(await made.json())
  return {
    async [Symbol.asyncDispose]() {
      await ask(`${hooks}/${id}`, { method: 'DELETE' })
    },
  }
}

/** The change of that number: no other changes the same company to the same, and each company has its turn. */
export function changeOf(nth: number, amounts: Amounts): Call {
  return send('PUT', `/api/v3/io/companies/${changedBy(nth, amounts)}`, { companyPhone: `555-${nth}` })
}

/** The company that a change is about. */
export function changedBy(nth: number, { companies }: Amounts): number {
  return 1 + (nth % companies)
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += GLANCE_MS) {
    if (waitedMs > PATIENCE_MS) throw new Error(`After ${PATIENCE_MS} ms: ${what}.`)
    await setTimeout(GLANCE_MS)
  }
}

/** Until the server has done what was left to do. */
export async function quiet({ child }: Server): Promise<void> {
  let busy = 1
  for (let waitedMs = 0; busy > IDLE; waitedMs += GLANCE_MS) {
    if (waitedMs > PATIENCE_MS) throw new Error('The server does not come to rest.')
    const before = await cpuSeconds(child)
    await setTimeout(GLANCE_MS)
    busy = (await cpuSeconds(child)) - before
    busy /= GLANCE_MS / 1000
  }
}

async function ask(url: string, request: RequestInit): Promise<Response> {
  const response = await fetch(url, {
    ...request,
    headers: { ...headers, ...(request.body && { 'content-type': 'application/json' }) },
  })
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}: ${await response.text()}`)
  return response
}

/** Safe because this is how the vendor answers a hook. */
function dataOf(reply: unknown): { id: number } {
  return (reply as { data: { id: number } }).data
}
