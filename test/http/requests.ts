import fc from 'fast-check'
import type { DescribedOperation, Schema } from './described.ts'

const id = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 8 }) },
  fc.constantFrom(-1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e18),
)
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', 'null', 'undefined', '\0', '\ud800', '__proto__', 'constructor', 'toString'),
  fc.constantFrom("' or 1=1 --", '%', '_', '1,2', '\u{1f600}', '9'.repeat(400), 'n'.repeat(300)),
)
const oddValue = fc.oneof(
  oddText,
  id,
  fc.boolean(),
  fc.constant(null),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
)
const email = fc.nat(9999).map((n) => `${n % 2 ? 'user' : 'USER'}${n}@acme.example`)
const escaped = oddText.map((text) => encodeURIComponent(text.toWellFormed()))
const broken = fc.constantFrom('%', '%ff', '%00', '%zz', '%ED%A0%80', '..', '%2e%2e', '%2F', ';', '1#2')

/** Requests that are valid, or nearly so. */
export function requestsFor({ path, parameters, body }: DescribedOperation) {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  return fc.record({ path: pathLike(path), query: queryLike(query), body: bodyLike(body) })
}

function bodyLike(schema: Schema | undefined): fc.Arbitrary<unknown> {
  if (!schema) return fc.constant(undefined)
  return fc.oneof(
    { weight: 10, arbitrary: fitting(schema, (usual) => usual) },
    { weight: 10, arbitrary: fitting(schema, mostly) },
    fc.constant(undefined),
  )
}

/** Keeps a value or replaces it. */
type Spoil = (usual: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>

const mostly: Spoil = (usual) => fc.oneof({ weight: 20, arbitrary: usual }, oddValue)

/** Values that fit `schema`, except where `spoil` replaces them. */
function fitting(schema: Schema, spoil: Spoil): fc.Arbitrary<unknown> {
  if (schema.enum) return spoil(fc.constantFrom(...schema.enum))
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((choice) => fitting(choice, spoil)))
  switch (schema.type) {
    case 'object':
      return fittingObject(schema, spoil)
    case 'array':
      return spoil(fc.array(fitting(schema.items ?? {}, spoil), { maxLength: 4 }))
    case 'string':
      return spoil(schema.format === 'email' ? email : fc.string({ minLength: 1, maxLength: 8 }))
    case 'integer':
      return spoil(id)
    case 'boolean':
      return spoil(fc.boolean())
    default:
      return oddValue
  }
}

function fittingObject({ properties = {}, required = [] }: Schema, spoil: Spoil): fc.Arbitrary<unknown> {
  const known = Object.entries(properties).map(([name, schema]) => {
    const value = fitting(schema, spoil)
    return [name, required.includes(name) ? value : fc.option(value, { nil: undefined, freq: 2 })] as const
  })
  const unknown = fc.dictionary(oddText, oddValue, { maxKeys: 2 })
  const whole = fc.tuple(fc.record(Object.fromEntries(known)), unknown)
  return spoil(whole.map(([right, odd]) => ({ ...odd, ...right })))
}

/** Paths of the operation, or close to it. */
function pathLike(template: string) {
  const value = fc.oneof({ weight: 8, arbitrary: id.map(String) }, escaped, broken)
  return fc.array(value, { minLength: 3, maxLength: 3 }).map((values) => {
    let place = 0
    return template.replaceAll(/\{[^}]+\}/g, () => values[place++] ?? '')
  })
}

function queryLike(parameters: DescribedOperation['parameters']): fc.Arbitrary<string> {
  const usual = parameters.map(({ name, schema }) => {
    const value = fc.oneof(
      { weight: 4, arbitrary: fitting(schema, mostly).map((sent) => encodeURIComponent(textOf(sent))) },
      escaped,
      broken,
    )
    return value.map((text) => `${encodeURIComponent(name)}=${text}`)
  })
  const unknown = fc.tuple(escaped, escaped).map(([name, text]) => `${name}=${text}`)
  return fc.array(fc.oneof(...usual, unknown), { maxLength: 4 }).map((pairs) => pairs.join('&'))
}

function textOf(sent: unknown): string {
  const text = typeof sent === 'string' ? sent : (JSON.stringify(sent) ?? '')
  return text.toWellFormed()
}
