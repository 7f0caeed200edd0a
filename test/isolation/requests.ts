import { fromDemo } from '../credentials.ts'
import type { DescribedOperation, Schema } from '../http/described.ts'
import { formOf, multipart, type Part } from '../v3/attachment-replies.ts'
import type { Call } from './calls.ts'
import type { Ids } from './everything.ts'

export interface Request {
  method: DescribedOperation['method']
  url: string
  headers: Record<string, string>
  payload?: string | Buffer
}

const file: Part = { type: 'image/png' }

/** The `nth` request to an operation, which refers to `ids` wherever it can. */
export function requestOf(operation: DescribedOperation, call: Call, ids: Ids, nth: number): Request {
  const texts = textsOf(ids)
  const query = new URLSearchParams()
  const headers: Record<string, string> = { ...fromDemo }
  for (const { in: place, name } of operation.parameters) {
    const text = texts.get(name)
    if (place === 'query' && text !== undefined) query.set(name, text)
    if (place === 'header' && text !== undefined) headers[name] = text
  }
  for (const [name, text] of Object.entries(call.query ?? {})) query.set(name, text)
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const text = texts.get(name)
    if (text === undefined) throw new Error(`Nothing here is called ${name}.`)
    return encodeURIComponent(text)
  })
  const { method } = operation
  const request = { method, url: `${path}?${query}`, headers }
  if (call.form) return { ...request, headers: { ...headers, ...multipart }, payload: formOf(file) }
  if (call.line) {
    const payload = `${JSON.stringify(call.line(ids, nth))}\n`
    return { ...request, headers: { ...headers, 'content-type': 'application/x-ndjson' }, payload }
  }
  if (!call.body) return request
  const payload = JSON.stringify(call.body(ids, nth))
  return { ...request, headers: { ...headers, 'content-type': 'application/json' }, payload }
}

/** The ids by which an operation can refer to something, by name; those in the body by their names there. */
export function idsTakenBy({ parameters, body }: DescribedOperation, { free = [] }: Call): string[] {
  const named = parameters.map(({ name }) => name)
  const taken = [...named, ...namesIn(body)].filter((name) => isId(name) && !free.includes(name))
  return [...new Set(taken)]
}

/** Everything in a request by its name, as text. */
export function idsIn({ path }: DescribedOperation, { url, payload }: Request): [name: string, id: string][] {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const names = path.split('/').map((name) => name.replaceAll(/[{}]/g, ''))
  const inPath = pathname.split('/').map((id, place): [string, string] => [names[place] ?? '', id])
  const inBody = typeof payload === 'string' ? valuesIn(JSON.parse(payload)) : []
  return [...inPath, ...searchParams, ...inBody]
}

/** Roster keeps no orders, so an order id cannot refer to anything. */
const ofNothing = ['bcOrderId', 'orderId', 'externalId']

function isId(name: string): boolean {
  return /(^id|Ids?|_id)$/.test(name) && !ofNothing.includes(name)
}

function namesIn(schema: Schema | undefined): string[] {
  if (!schema) return []
  const { properties = {}, items, anyOf = [] } = schema
  const within = [...Object.values(properties), ...anyOf, ...(items ? [items] : [])]
  return [...Object.keys(properties), ...within.flatMap(namesIn)]
}

function valuesIn(body: unknown): [string, string][] {
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(body).flatMap(([name, value]): [string, string][] => [
    [name, JSON.stringify(value)],
    ...valuesIn(value),
  ])
}

function textsOf(ids: Ids): Map<string, string> {
  return new Map(Object.entries(ids).map(([name, id]) => [name, String(id)]))
}
