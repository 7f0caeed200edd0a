import { Ajv, type ValidateFunction } from 'ajv'
import { default as addFormats } from 'ajv-formats'

/** Numbers in a path or a query string are read before; a JSON body says its types itself. Nothing is coerced. */
export function compiler() {
  // Verbose, so that a refusal can say the value that it refuses.
  const ajv = new Ajv({ allErrors: true, verbose: true, useDefaults: true, allowUnionTypes: true })
  addFormats.default(ajv, ['email'])
  return ({ schema }: { schema: unknown }) => whenNeeded(() => ajv.compile(schema as object))
}

/** Compiles for the first request that needs it: a start would have to wait for the schemas of all operations. */
function whenNeeded(compile: () => ValidateFunction) {
  let compiled: ValidateFunction | undefined
  const answer: { errors: ValidateFunction['errors'] } = { errors: null }
  return Object.assign((data: unknown): boolean => {
    compiled ??= compile()
    const valid = compiled(data)
    answer.errors = compiled.errors
    return valid
  }, answer)
}
