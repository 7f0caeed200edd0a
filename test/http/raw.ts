import type { InjectOptions } from 'fastify'
import { fromDemo } from '../credentials.ts'
import type { App } from '../harness.ts'

export const json = { 'content-type': 'application/json' }

/** An operation of each dialect that needs credentials, and the dialect's reply when it gives only a status. */
export const dialects = [
  {
    name: 'V3',
    url: '/api/v3/io/sales-staffs',
    written: '/api/v3/io/sales-staffs/1',
    failed: (code: number, message: string) => ({ code, data: {}, meta: { message } }),
    malformed: { code: 400, data: {}, meta: { message: 'Bad Request' } },
  },
  {
    name: 'V2',
    url: '/api/v2/io/companies/1/users',
    written: '/api/v2/io/companies/1/users',
    failed: (code: number, message: string) => ({ code, data: {}, message }),
    malformed: { code: 10012, data: {}, message: 'PARAMETER VALUE ERROR' },
  },
] as const

/** Sends a request as it is, with the demo store's credentials unless `headers` replaces them. */
export async function sendRaw(
  app: App,
  method: NonNullable<InjectOptions['method']>,
  url: string,
  { headers = fromDemo, payload }: { headers?: Record<string, string>; payload?: string | Buffer } = {},
) {
  const response = await app.server.inject({
    method,
    url,
    headers,
    ...(payload !== undefined && { payload }),
  })
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

/** The status and the whole body. */
export function replyOf({ status, body }: { status: number; body: unknown }) {
  return { status, body }
}

/** Sends a text as it is by PUT, as JSON unless `headers` says otherwise. Returns the status and the whole body. */
export async function putRaw(
  app: App,
  url: string,
  payload: string | Buffer,
  headers: Record<string, string> = json,
) {
  return replyOf(await sendRaw(app, 'PUT', url, { headers: { ...fromDemo, ...headers }, payload }))
}
