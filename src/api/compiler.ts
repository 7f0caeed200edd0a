import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { default as addFormats } from 'ajv-formats'

/** Of a longer list only the first mistake is told: finding all of them would block the event loop. */
const MOST_ENTRIES = 1000

interface Validator {
  (value: unknown): boolean
  errors?: ErrorObject[] | null
}

/** The parts of a schema that give its keys an order. */
interface Shape {
  properties?: Record<string, Shape>
  items?: Shape
}

/**
 * Compiles schemas to functions that tell every mistake of a value, in the order of the schema's keys, because some
 * operations name only the first. Nothing is coerced: `readTexts` has read numbers from paths and query strings before.
 */
export function compiler(): ({ schema }: { schema: object }) => Validator {
  const first = ajv({ allErrors: false })
  const all = ajv({ allErrors: true })
  return ({ schema }) => {
    // Compiled at the first request that needs it: compiling the schemas of all operations would delay the start.
    let isValid: ValidateFunction | undefined
    let tellAll: ValidateFunction | undefined
    const validate: Validator = (value) => {
      isValid ??= first.compile(schema)
      if (isValid(value)) return true
      if (isLong(value)) {
        validate.errors = isValid.errors ?? null
        return false
      }
      tellAll ??= all.compile(schema)
      tellAll(value)
      validate.errors = inOrder(tellAll.errors ?? [], shapeOf(schema))
      return false
    }
    return validate
  }
}

function ajv({ allErrors }: { allErrors: boolean }): Ajv {
  const instance = new Ajv({
    allErrors,
    verbose: true,
    useDefaults: true,
    allowUnionTypes: true,
    // Not checked against the meta schema, which costs memory: tests compile every schema there is.
    meta: false,
    validateSchema: false,
  })
  addFormats.default(instance, ['email'])
  return instance
}

function isLong(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > MOST_ENTRIES
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((part) => Array.isArray(part) && part.length > MOST_ENTRIES)
}

/** Safe because a schema without these keys has no order to tell. */
function shapeOf(schema: object): Shape {
  return schema as Shape
}

function inOrder(errors: readonly ErrorObject[], shape: Shape): ErrorObject[] {
  const placed = errors.map((error) => ({ error, places: placesOf(error, shape) }))
  return placed.toSorted((a, b) => compare(a.places, b.places)).map(({ error }) => error)
}

/** Where an error stands: at each step the place of the key in the schema, or of the entry in the list. */
function placesOf({ instancePath, params }: ErrorObject, shape: Shape): number[] {
  const steps = [...instancePath.split('/').slice(1), ...missing(params)]
  let within: Shape | undefined = shape
  return steps.map((step) => {
    const { properties, items }: Shape = within ?? {}
    within = properties ? properties[step] : items
    return properties ? Object.keys(properties).indexOf(step) : Number(step)
  })
}

function missing({ missingProperty }: ErrorObject['params']): string[] {
  return missingProperty === undefined ? [] : [String(missingProperty)]
}

function compare(a: readonly number[], b: readonly number[]): number {
  const step = a.findIndex((place, index) => place !== b[index])
  return step === -1 ? a.length - b.length : (a[step] ?? 0) - (b[step] ?? -1)
}
