import type { InjectOptions } from 'fastify'
import type { App } from '../harness.ts'
import { demo } from './raw.ts'

/** A write as clients send it. */
export interface Sent {
  method?: NonNullable<InjectOptions['method']>
  url: string
  body?: unknown
  /** In place of `body`, as it is. */
  payload?: string | Buffer
  headers?: Record<string, string>
}

/** Sends a write with an idempotency key; answers what a client goes by. */
export async function sendKeyed(app: App, key: string, sent: Sent) {
  const { method = 'POST', url, body, payload = body === undefined ? undefined : JSON.stringify(body) } = sent
  const response = await app.server.inject({
    method,
    url,
    headers: {
      ...demo,
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

/** What stands in the table of answers, whole. */
export async function keptIn({ database }: App) {
  return await database.db.selectFrom('kept_answer').selectAll().execute()
}
