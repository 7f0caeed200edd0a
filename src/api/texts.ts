import type { TProperties, TSchema } from 'typebox'
import { Invalid, type Issue } from './invalid.ts'

/** Clients that print a missing value send these; they count as not sent. */
const NOT_SENT = new Set(['', 'undefined', 'null'])

/**
 * Values from the texts of a path or a query string: whole numbers where `properties` say integer, true and false (or 1
 * and 0) where they say boolean, lists (repeated, and with commas unless of texts) where they say array. A text that
 * cannot be read stays as it is, for the schema to refuse by name.
 *
 * @throws Invalid for a null byte
 */
export function readTexts(
  part: Issue['part'],
  properties: TProperties,
  texts: Record<string, unknown>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const sent = texts[name]
    if (sent === undefined) continue
    const parts = (Array.isArray(sent) ? sent : [sent]).map(String).filter((text) => !NOT_SENT.has(text))
    if (parts.some((text) => text.includes('\0'))) {
      throw new Invalid([{ part, path: [name], problem: 'text', expected: '' }])
    }
    if (parts.length > 0) values[name] = readValue(schema, parts)
  }
  return values
}

function readValue(
  schema: TSchema & { type?: string; items?: TSchema & { type?: string } },
  parts: string[],
): unknown {
  if (schema.type === 'array') {
    // A comma may be part of a text.
    const entries = schema.items?.type === 'string' ? parts : parts.flatMap((text) => text.split(','))
    return entries.map((text) => readScalar(schema.items?.type, text))
  }
  return parts.length === 1 ? readScalar(schema.type, parts[0] ?? '') : parts
}

function readScalar(type: string | undefined, text: string): unknown {
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text)
  if (type === 'boolean' && /^(true|1)$/i.test(text)) return true
  if (type === 'boolean' && /^(false|0)$/i.test(text)) return false
  return text
}
