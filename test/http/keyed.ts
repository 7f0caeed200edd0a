import type { InjectOptions } from 'fastify'
import { fromDemo } from '../credentials.ts'
import type { App } from '../harness.ts'

/** A write as clients send it. */
export interface Sent {
  method?: NonNullable<InjectOptions['method']>
  url: string
  body?: unknown
  /** A raw body in place of `body`. */
  payload?: string | Buffer
  headers?: Record<string, string>
}

/** Sends a write with an idempotency key. Returns what a client looks at. */
export async function sendKeyed(app: App, key: string, sent: Sent) {
  const { method = 'POST', url, body, payload = body === undefined ? undefined : JSON.stringify(body) } = sent
  const response = await app.server.inject({
    method,
    url,
    headers: {
      ...fromDemo,
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...sent.headers,
      'idempotency-key': key,
    },
    ...(payload !== undefined && { payload }),
  })
  return {
    status: response.statusCode,
    body: response.body === '' ? '' : response.json(),
    replayed: response.headers['idempotent-replayed'],
  }
}

/** All rows of the table of kept replies. */
export async function keptIn({ database }: App) {
  return await database.db.selectFrom('kept_answer').selectAll().execute()
}
