import { expect } from 'vitest'
import { test } from './harness.ts'

test('a parameter that has a default may be left out', async ({ app }) => {
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

test('what the vendor has retired is marked so, and nothing else', async ({ app }) => {
  const { paths } = (await app.send('GET', '/openapi.json')).body

  const retired = Object.entries<Record<string, { deprecated?: boolean }>>(paths)
    .filter(([, operations]) => Object.values(operations).some(({ deprecated }) => deprecated))
    .map(([path]) => path)
  expect(retired).toEqual(Object.keys(paths).filter((path) => path.startsWith('/api/v2/')))
})

test('the pages of the documentation load nothing from elsewhere', async ({ app }) => {
  const page = await app.server.inject({ url: '/docs/' })

  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/)
  expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
})
