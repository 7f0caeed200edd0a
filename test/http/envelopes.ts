import { expect } from 'vitest'

const message = expect.any(String)
const data = expect.anything()

/** The possible forms of a reply: a dialect has one envelope, and a few resources have their own. */
export function envelopesOf(path: string, status: number): unknown[] {
  if (path.startsWith('/api/control/')) return [controlEnvelope(status)]
  if (path.startsWith('/stores/')) return [hooksEnvelope(status)]
  const v2 = { code: expect.any(Number), data, message }
  const v3 = { code: status, data, meta: expect.objectContaining({ message }) }
  if (path.startsWith('/api/v2/')) return path.endsWith('/addresses') ? [v2, v3] : [v2]
  if (/\/(hierarchy|subsidiaries|parent)\b/.test(path)) {
    const good = expect.objectContaining({ data })
    return status < 300 ? [good] : [v3, { status, title: message, errors: expect.anything() }]
  }
  if (path.endsWith('/companies/bulk')) return [v3, { code: status, meta: expect.any(Array), data }]
  return /\/channels\b/.test(path) ? [v3, { code: status, message }] : [v3]
}

function controlEnvelope(status: number): object {
  if (status < 300) return { data: expect.toSatisfy(isSent), meta: expect.any(Object) }
  return { error: { code: message, message, fields: expect.any(Object) } }
}

function hooksEnvelope(status: number): object {
  if (status < 300) return { data: expect.toSatisfy(isSent), meta: expect.any(Object) }
  return expect.objectContaining({ status, title: message, type: message })
}

function isSent(value: unknown): boolean {
  return value !== undefined
}
