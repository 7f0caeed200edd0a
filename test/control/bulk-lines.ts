import { fromDemo } from '../credentials.ts'
import type { App } from '../harness.ts'

export const BULK = '/api/control/v1/bulk'
export const ndjson = { ...fromDemo, 'content-type': 'application/x-ndjson' }

/** Sends lines, as JSON unless they are already text, and returns the lines of the reply. */
export async function sendLines(app: App, lines: readonly unknown[], headers: Record<string, string> = {}) {
  const response = await app.server.inject({
    method: 'POST',
    url: BULK,
    headers: { ...ndjson, ...headers },
    payload: lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  })
  const { 'content-type': type, 'idempotent-replayed': replayed } = response.headers
  return { status: response.statusCode, type, replayed, results: resultsIn(response.body) }
}

export function resultsIn(body: string) {
  return body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** The line for a user of this company. */
export function aUserLine(companyId: number, number: number) {
  const email = `user${number}@acme.example`
  return { op: 'createUser', companyId, email, firstName: 'Jane', lastName: `Smith ${number}`, userRole: 0 }
}
