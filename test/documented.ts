import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'

interface Responses {
  [status: string]: { content?: Record<string, { schema?: object }> }
}

interface Document {
  paths: Record<string, Record<string, { responses: Responses }>>
}

type Inject = (request: InjectOptions | string) => Promise<LightMyRequestResponse>

/** The replies for a path without an operation. A path that cannot be parsed may still match an operation's pattern. */
const leadsNowhere = ['{"code":404,"message":"Not Found"}', '{"code":400,"message":"Bad Request"}']

interface Operation {
  pattern: RegExp
  method: string
  responses: Responses
}

/**
 * Makes a test fail when a reply differs from the published OpenAPI document: another status, or a body that does not fit
 * the schema. Replies for paths without an operation are not checked.
 */
export function holdToDocument(server: FastifyInstance): void {
  // Safe because this is one of the overloads of `inject`, which `bind` drops.
  const inject = server.inject.bind(server) as Inject
  let document: Promise<(response: LightMyRequestResponse) => void> | undefined
  Object.assign(server, {
    async inject(request: InjectOptions | string) {
      const response = await inject(request)
      document ??= inject('/openapi.json').then((published) => checkAgainst(published.json<Document>()))
      const check = await document
      check(response)
      return response
    },
  })
}

function checkAgainst({ paths }: Document): (response: LightMyRequestResponse) => void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false })
  const validators = new Map<object, ValidateFunction>()
  const operations = operationsIn(paths)

  function mistakeIn(
    { responses }: Operation,
    { statusCode, body }: LightMyRequestResponse,
  ): string | undefined {
    const documented = responses[statusCode] ?? responses[`${Math.floor(statusCode / 100)}XX`]
    if (!documented) return 'has no such status'
    const schema = documented.content?.['application/json']?.schema
    if (!schema) return documented.content || body === '' ? undefined : 'has no body there'
    const validate = validators.get(schema) ?? ajv.compile(schema)
    validators.set(schema, validate)
    return validate(JSON.parse(body)) ? undefined : `says ${ajv.errorsText(validate.errors)}`
  }

  return (response) => {
    if (leadsNowhere.includes(response.body)) return
    const { method = '', url = '' } = response.raw.req
    const [path = ''] = url.split('?')
    const operation = operations.find((one) => one.method === method && one.pattern.test(path))
    const mistake = operation && mistakeIn(operation, response)
    if (mistake) {
      throw new Error(`The document ${mistake}: ${method} ${url} ${response.statusCode} ${response.body}`)
    }
  }
}

/** A fixed path comes before one with a parameter in the same place, which is also the router's order. */
function operationsIn(paths: Document['paths']): Operation[] {
  const inOrder = Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return inOrder.flatMap(([path, operations]) => {
    const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]*')}$`)
    return Object.entries(operations).map(([method, { responses }]) => ({
      pattern,
      method: method.toUpperCase(),
      responses,
    }))
  })
}
