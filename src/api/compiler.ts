import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { default as addFormats } from 'ajv-formats'

/** Of a longer list only the first mistake is told: to name each of many would hold up everybody else. */
const MOST_ENTRIES = 1000

interface Validator {
  (value: unknown): boolean
  errors?: ErrorObject[] | null
}

/**
 * Compiles schemas to functions that tell every mistake of a value, with the value. Numbers in a path or a query string
 * are read before; a JSON body says its types itself. Nothing is coerced.
 */
export function compiler(): ({ schema }: { schema: unknown }) => Validator {
  const first = ajv({ allErrors: false })
  const all = ajv({ allErrors: true })
  return ({ schema }) => {
    // Each for the first request that needs it: a start would have to wait for the schemas of all operations.
    let isValid: ValidateFunction | undefined
    let tellAll: ValidateFunction | undefined
    const validate: Validator = (value) => {
      isValid ??= first.compile(schema as object)
      if (isValid(value)) return true
      if (isLong(value)) {
        validate.errors = isValid.errors ?? null
        return false
      }
      tellAll ??= all.compile(schema as object)
      tellAll(value)
      validate.errors = tellAll.errors ?? null
      return false
    }
    return validate
  }
}

function ajv({ allErrors }: { allErrors: boolean }): Ajv {
  const instance = new Ajv({ allErrors, verbose: true, useDefaults: true, allowUnionTypes: true })
  addFormats.default(instance, ['email'])
  return instance
}

function isLong(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > MOST_ENTRIES
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((part) => Array.isArray(part) && part.length > MOST_ENTRIES)
}
