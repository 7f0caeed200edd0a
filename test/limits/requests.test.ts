import type { InjectOptions } from 'fastify'
import { expect } from 'vitest'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'

const USERS = '/api/v3/io/users'
/** The seconds left in the minute in which the tests' clock is stopped. */
const LEFT = 60 - (NOW % 60)

let minutes = 0

/** Each call starts a new minute, because the server keeps its counts of the current one. */
async function limit(app: App, rateLimit: number): Promise<void> {
  minutes += 1
  app.clock.now += 60 * minutes
  await app.arrange((writer) => updateSettings(writer, { rateLimit }))
}

async function call(
  app: App,
  url: string,
  headers: Record<string, string> = fromDemo,
  method: InjectOptions['method'] = 'GET',
) {
  const response = await app.server.inject({ method, url, headers })
  return { status: response.statusCode, body: response.json(), limits: limitsIn(response.headers) }
}

/** Every header about limits. */
function limitsIn(headers: object) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^x-requests?-(?!id)|^retry-/.test(name)),
  )
}

function limits(allocated: number, used: number, resetsAfter = LEFT) {
  return {
    'x-requests-allocated': `${allocated} times/60 s`,
    'x-requests-window-length': `${used} times`,
    'x-requests-remaining': `${allocated - used} times`,
    'x-request-window-resets-after': `${resetsAfter} s`,
  }
}

test('a store without a limit has no limit headers', async ({ app }) => {
  expect(await call(app, USERS)).toMatchObject({ status: 200, limits: {} })
})

test('each reply states what is left of the minute, and one request too many is refused until it ends', async ({
  app,
}) => {
  await limit(app, 3)

  for (const used of [1, 2, 3]) {
    expect(await call(app, USERS)).toMatchObject({ status: 200, limits: limits(3, used) })
  }
  const refused = {
    status: 429,
    body: { code: 429, data: {}, meta: { message: 'Too Many Requests' } },
    limits: { ...limits(3, 3), 'retry-after': String(LEFT) },
  }
  expect(await call(app, USERS)).toEqual(refused)
  expect(await call(app, USERS)).toEqual(refused)

  app.clock.now += LEFT - 1
  expect(await call(app, USERS)).toMatchObject({ status: 429, limits: { 'retry-after': '1' } })
  app.clock.now += 1
  expect(await call(app, USERS)).toMatchObject({ status: 200, limits: limits(3, 1, 60) })
})

test('a request that is refused because of the limit changes nothing', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await limit(app, 1)
  await call(app, USERS)

  const { status } = await app.send('DELETE', `/api/v3/io/companies/${companyId}`)

  expect(status).toBe(429)
  expect(await app.events()).toEqual([])
})

test('refusals state what is left as well', async ({ app }) => {
  await limit(app, 150)

  expect(await call(app, '/api/v3/io/users/999')).toMatchObject({ status: 404, limits: limits(150, 1) })
  expect(await call(app, `${USERS}?limit=0`)).toMatchObject({ status: 422, limits: limits(150, 2) })
  expect(await call(app, USERS, fromDemo, 'PATCH')).toMatchObject({ status: 405, limits: limits(150, 3) })
  const forbidden = await call(app, '/api/v3/io/users/999', fromReader, 'DELETE')
  expect(forbidden).toMatchObject({ status: 403, limits: limits(150, 4) })
  const unknown = await call(app, USERS, { ...fromDemo, 'x-auth-token': 'nobody' })
  expect(unknown).toMatchObject({ status: 401, limits: {} })
})

test('V3, V2 and authentication count together, and each refuses in its own envelope', async ({ app }) => {
  await limit(app, 2)

  expect(await call(app, USERS)).toMatchObject({ limits: limits(2, 1) })
  expect(await call(app, '/api/io/backend/tokens')).toMatchObject({ limits: limits(2, 2) })
  const left = { ...limits(2, 2), 'retry-after': String(LEFT) }
  expect(await call(app, '/api/v2/io/companies/1/users')).toEqual({
    status: 429,
    body: { code: 429, data: {}, message: 'Too Many Requests' },
    limits: left,
  })
  expect(await call(app, '/api/io/backend/tokens')).toEqual({
    status: 429,
    body: { code: 429, data: {}, meta: { message: 'Too Many Requests' } },
    limits: left,
  })
})

test('attachments and hierarchy each have a separate tenth of the limit', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await limit(app, 150)
  const attachments = `/api/v3/io/companies/${companyId}/attachments`
  const hierarchy = `/api/v3/io/companies/${companyId}/hierarchy`

  for (let used = 1; used <= 15; used += 1) {
    expect(await call(app, attachments)).toMatchObject({ status: 200, limits: limits(15, used) })
  }
  expect(await call(app, attachments)).toMatchObject({ status: 429, limits: limits(15, 15) })
  expect(await call(app, `${hierarchy}`)).toMatchObject({ status: 200, limits: limits(15, 1) })
  expect(await call(app, `/api/v3/io/companies/${companyId}/subsidiaries`)).toMatchObject({
    limits: limits(15, 2),
  })
  expect(await call(app, USERS)).toMatchObject({ status: 200, limits: limits(150, 1) })
})

test('a limit under ten allows one a minute where a tenth applies', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  await limit(app, 5)

  const reply = await call(app, `/api/v3/io/companies/${companyId}/hierarchy`)

  expect(reply).toMatchObject({ status: 200, limits: limits(1, 1) })
})

test('each store has its own limit, and hooks and the control API, which sets it, have none', async ({
  app,
}) => {
  await limit(app, 1)
  await call(app, USERS)

  expect(await call(app, USERS)).toMatchObject({ status: 429 })
  expect(await call(app, USERS, fromOtherStore)).toMatchObject({ status: 200, limits: {} })
  expect(await call(app, '/stores/demo1234/v3/hooks')).toMatchObject({ status: 200, limits: {} })
  expect(await app.send('PUT', '/api/control/v1/settings', { rateLimit: 2 })).toMatchObject({ status: 200 })
  app.clock.now += 1
  expect(await call(app, USERS)).toMatchObject({ limits: { 'x-requests-allocated': '2 times/60 s' } })
  await app.send('PUT', '/api/control/v1/settings', { rateLimit: null })
  app.clock.now += 1
  expect(await call(app, USERS)).toMatchObject({ status: 200, limits: {} })
})

test('when the limit is raised within the minute, refused requests do not count against it', async ({
  app,
}) => {
  await limit(app, 3)
  for (const _ of Array.from({ length: 30 })) await call(app, USERS)
  expect(await call(app, USERS)).toMatchObject({ status: 429 })

  await app.arrange((writer) => updateSettings(writer, { rateLimit: 10 }))
  app.clock.now += 1

  expect(await call(app, USERS)).toMatchObject({ status: 200, limits: limits(10, 4, LEFT - 1) })
})

test('of requests that arrive at once exactly as many as the limit are let through', async ({ app }) => {
  await limit(app, 20)

  const replies = await Promise.all(Array.from({ length: 50 }, () => call(app, USERS)))

  const good = replies.filter(({ status }) => status === 200)
  expect(good.map(({ limits }) => limits['x-requests-remaining']).toSorted()).toEqual(
    Array.from({ length: 20 }, (_, left) => `${left} times`).toSorted(),
  )
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(30)
})
