import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { version } from '../version.ts'
import { withConditionalHeaders } from './docs-headers.ts'
import type { Operation } from './operation.ts'

const header = (name: string) => ({ type: 'apiKey' as const, in: 'header' as const, name })

/**
 * `/openapi.json` and, at `/docs`, pages to read it and to try a call from the browser, all served from this process.
 * It describes what is registered after it.
 */
export async function publishDocs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    transform: ({ schema, url, route }) => ({
      schema: withConditionalHeaders(
        withBody(withOptionalDefaults(schema), route.config?.operation),
        route.config?.operation,
        route.config?.isEdit,
      ),
      url,
    }),
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Roster',
        version,
        description: 'The people-and-access API of BigCommerce B2B Edition, V3 and V2 over the same data.',
      },
      tags: [
        { name: 'V3', description: 'The current API.' },
        { name: 'V2', description: 'The retired API.' },
        { name: 'Authentication', description: 'Tokens.' },
        { name: 'Webhooks', description: 'Where what happens is told to.' },
        { name: 'Control', description: 'What the control panel does; an addition of Roster.' },
      ],
      security: [{ token: [], store: [] }, { legacy: [] }],
      components: {
        securitySchemes: {
          token: header('X-Auth-Token'),
          store: header('X-Store-Hash'),
          legacy: header('authToken'),
        },
      },
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP:
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'",
    theme: {
      title: 'Roster',
      css: [{ filename: 'theme.css', content: '.swagger-ui .topbar { display: none }' }],
    },
    uiConfig: { displayRequestDuration: true, docExpansion: 'list' },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

/** The body of a form or of lines, for which the route itself has no schema because it is read as it comes. */
function withBody(schema: FastifySchema, operation: Operation | undefined): FastifySchema {
  if (operation?.form) return { ...schema, consumes: ['multipart/form-data'], body: operation.form }
  if (operation?.lines) return { ...schema, consumes: ['application/x-ndjson'], body: operation.lines }
  return schema
}

/** To a client, a parameter that has a default is one that may be left out. */
function withOptionalDefaults(schema: FastifySchema): FastifySchema {
  const { querystring } = schema
  if (!isObjectSchema(querystring)) return schema
  const { properties, required = [] } = querystring
  const needed = required.filter((name) => properties[name]?.default === undefined)
  return { ...schema, querystring: { ...querystring, required: needed } }
}

interface ObjectSchema {
  properties: Record<string, { default?: unknown } | undefined>
  required?: string[]
}

function isObjectSchema(schema: unknown): schema is ObjectSchema {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
}
