import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { default as addFormats } from 'ajv-formats'

interface Validate {
  (value: unknown): boolean
  errors: ErrorObject[] | null
}

/** Numbers in a path or a query string are read before; a JSON body says its types itself. Nothing is coerced. */
export function compiler() {
  // Verbose, so that a refusal can say the value that it refuses.
  const ajv = new Ajv({ allErrors: true, verbose: true, useDefaults: true, allowUnionTypes: true })
  addFormats.default(ajv, ['email'])
  return ({ schema }: { schema: unknown }) => whenNeeded(() => ajv.compile(schema as object))
}

/** Compiles for the first request that needs it: a start would have to wait for the schemas of all operations. */
function whenNeeded(compile: () => ValidateFunction): Validate {
  let compiled: ValidateFunction | undefined
  const validate: Validate = Object.assign(
    (value: unknown) => {
      compiled ??= compile()
      const valid = compiled(value)
      validate.errors = compiled.errors ?? null
      return valid
    },
    { errors: null },
  )
  return validate
}
