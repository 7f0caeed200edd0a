import type { App } from '../harness.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The part of JSON Schema that operations use. */
export interface Schema {
  type?: string
  format?: string
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}

/** An operation in the published documentation. */
export interface DescribedOperation {
  method: Method
  path: string
  parameters: { in: string; name: string; schema: Schema }[]
  body: Schema | undefined
}

interface Described {
  parameters?: DescribedOperation['parameters']
  requestBody?: { content: { 'application/json'?: { schema: Schema } } }
}

/** Every mounted operation. */
export async function operationsOf(app: App): Promise<DescribedOperation[]> {
  const { body } = await app.send('GET', '/openapi.json')
  const paths: Record<string, Record<string, Described>> = body.paths
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: toMethod(method),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
    })),
  )
}

function toMethod(text: string): Method {
  switch (text) {
    case 'get':
      return 'GET'
    case 'post':
      return 'POST'
    case 'put':
      return 'PUT'
    case 'patch':
      return 'PATCH'
    case 'delete':
      return 'DELETE'
    default:
      throw new Error(`Nothing here sends ${text}.`)
  }
}

/** The method and path, by which tests refer to an operation. */
export function nameOf({ method, path }: DescribedOperation): string {
  return `${method} ${path}`
}
