import fastJsonStringify from 'fast-json-stringify'

type Serialize = (data: unknown) => string

/**
 * Compiles the schema of a reply to a function that writes JSON, when the first reply needs it: there are three a route,
 * and a start would have to wait for all of them.
 */
export function serializer({ schema }: { schema: unknown }): Serialize {
  let compiled: Serialize | undefined
  return (data) => {
    compiled ??= fastJsonStringify(schema as object)
    return compiled(data)
  }
}
