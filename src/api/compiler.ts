import { Ajv } from 'ajv'
import { default as addFormats } from 'ajv-formats'

/** Numbers in a path or a query string are read before; a JSON body says its types itself. Nothing is coerced. */
export function compiler() {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, allowUnionTypes: true })
  addFormats.default(ajv, ['email'])
  return ({ schema }: { schema: unknown }) => ajv.compile(schema as object)
}
