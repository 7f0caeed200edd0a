import { setTimeout } from 'node:timers/promises'
import { type Amounts, credentials } from './amounts.ts'
import type { Server } from './measure.ts'
import { cpuSeconds } from './processes.ts'
import { type Call, headers, send } from './works.ts'

const PATIENCE_MS = 60_000
const GLANCE_MS = 500
/** The share of its core that an idle server uses. */
const IDLE = 0.04

/** Creates a hook to `destination` for every changed company, and deletes it at the end of its scope. */
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

/** The change with that number: companies take turns, and no company is changed twice to the same value. */
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

/** Waits until the server has finished its remaining work. */
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

/** Safe because the vendor's reply for a hook has this shape. */
function dataOf(reply: unknown): { id: number } {
  return (reply as { data: { id: number } }).data
}
