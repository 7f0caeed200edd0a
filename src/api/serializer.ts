import fastJsonStringify from 'fast-json-stringify'

type Serialize = (data: unknown) => string

/**
 * Compiles the schema of a reply to a function that writes JSON, at the first reply that needs it: a route has three
 * schemas, and compiling all of them would delay the start.
 */
export function serializer({ schema }: { schema: object }): Serialize {
  let compiled: Serialize | undefined
  return (data) => {
    compiled ??= fastJsonStringify(schema)
    return compiled(data)
  }
}
