import { expect } from 'vitest'
import { test } from './harness.ts'

test('a parameter with a default is optional', async ({ app }) => {
  const { paths } = (await app.send('GET', '/openapi.json')).body

  const { parameters } = paths['/api/v3/io/sales-staffs'].get
  expect(parameters).toContainEqual({
    in: 'query',
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 10 },
  })
  expect(parameters.filter(({ required }: { required: boolean }) => required)).toEqual([])
})

test('the document says how to authenticate, and which operation needs no credentials', async ({ app }) => {
  const { components, security, paths } = (await app.send('GET', '/openapi.json')).body

  expect(security).toEqual([{ token: [], store: [] }, { legacy: [] }])
  expect(components.securitySchemes).toEqual({
    token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
    store: { type: 'apiKey', in: 'header', name: 'X-Store-Hash' },
    legacy: { type: 'apiKey', in: 'header', name: 'authToken' },
  })
  expect(paths['/api/io/auth/backend'].post.security).toEqual([])
  expect(paths['/stores/{storeHash}/v3/hooks'].post.security).toEqual([{ token: [] }])
})

test('exactly what the vendor has retired is marked as deprecated', async ({ app }) => {
  const { paths } = (await app.send('GET', '/openapi.json')).body

  const retired = Object.entries<Record<string, { deprecated?: boolean }>>(paths)
    .filter(([, operations]) => Object.values(operations).some(({ deprecated }) => deprecated))
    .map(([path]) => path)
  expect(retired).toEqual(Object.keys(paths).filter((path) => path.startsWith('/api/v2/')))
})

test('the documentation pages load nothing from other hosts', async ({ app }) => {
  const page = await app.server.inject({ url: '/docs/' })

  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/)
  expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
})

test('the document lists the headers for idempotent and conditional requests where they apply', async ({
  app,
}) => {
  const { paths } = (await app.send('GET', '/openapi.json')).body
  const headersOf = (path: string, method: string) =>
    (paths[path][method].parameters ?? [])
      .filter((parameter: { in: string }) => parameter.in === 'header')
      .map(({ name, required = false }: { name: string; required?: boolean }) => [name, required])

  expect(headersOf('/api/v3/io/users', 'post')).toEqual([['Idempotency-Key', false]])
  expect(headersOf('/api/v3/io/users', 'get')).toEqual([])
  expect(headersOf('/api/v3/io/users/{userId}', 'get')).toEqual([['If-None-Match', false]])
  expect(headersOf('/api/v3/io/users/{userId}', 'put')).toEqual([
    ['Idempotency-Key', false],
    ['If-Match', false],
  ])
  expect(paths['/api/v3/io/users/{userId}'].get.responses['304']).toEqual({ description: expect.any(String) })
  expect(Object.keys(paths['/api/control/v1/bulk'].post.requestBody.content)).toEqual([
    'application/x-ndjson',
  ])
})
