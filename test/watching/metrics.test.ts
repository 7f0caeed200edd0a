import { expect } from 'vitest'
import { metricsOf } from '../../src/api/metrics.ts'
import { buildServer } from '../../src/api/server.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createHook } from '../../src/domain/hooks.ts'
import { record } from '../../src/domain/outbox.ts'
import { fromDemo } from '../credentials.ts'
import { engine } from '../databases.ts'
import { type App, test } from '../harness.ts'

async function watchedServer(app: App, database = app.database) {
  const metrics = metricsOf(database, () => app.clock.now)
  const now = () => app.clock.now
  return buildServer({ database: metrics.watched(database), files: app.files, now, metrics })
}

/** The lines of Roster's own metrics, as they are sent. */
async function linesOf(server: Awaited<ReturnType<typeof watchedServer>>, name: string): Promise<string[]> {
  const { payload } = await server.inject('/metrics')
  return payload.split('\n').filter((line) => line.startsWith(name))
}

test('a server without metrics configured has no such path', async ({ app }) => {
  expect(await app.send('GET', '/metrics')).toEqual({
    status: 404,
    body: { code: 404, message: 'Not Found' },
  })
})

test('requests are counted by operation and status, without any other detail', async ({ app }) => {
  const server = await watchedServer(app)
  for (const url of ['/api/v3/io/users?email=ann@acme.example', '/api/v3/io/users', '/api/v3/io/users/999']) {
    await server.inject({ url, headers: fromDemo })
  }
  await server.inject({ url: '/api/v3/io/users' })
  await server.inject({ method: 'POST', url: '/api/v3/io/users', headers: fromDemo, payload: {} })
  await server.inject({ url: '/secret/path' })

  const { statusCode, headers, payload } = await server.inject('/metrics')

  expect(statusCode).toBe(200)
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = payload.split('\n')
  expect(lines.filter((line) => line.startsWith('roster_requests_total{'))).toEqual([
    'roster_requests_total{operation="GET /api/v3/io/users",status="200"} 2',
    'roster_requests_total{operation="GET /api/v3/io/users/:userId",status="404"} 1',
    'roster_requests_total{operation="GET /api/v3/io/users",status="401"} 1',
    'roster_requests_total{operation="POST /api/v3/io/users",status="422"} 1',
    'roster_requests_total{operation="other",status="404"} 1',
  ])
  expect(lines.filter((line) => line.startsWith('roster_request_duration_seconds_count'))).toEqual([
    'roster_request_duration_seconds_count{operation="GET /api/v3/io/users"} 3',
    'roster_request_duration_seconds_count{operation="GET /api/v3/io/users/:userId"} 1',
    'roster_request_duration_seconds_count{operation="POST /api/v3/io/users"} 1',
    'roster_request_duration_seconds_count{operation="other"} 1',
  ])
  expect(lines).toContain('# TYPE process_cpu_user_seconds_total counter')
  expect(payload).not.toMatch(/ann@|demo|secret|users\/999/)
})

test('transactions are counted by outcome, and connections where the engine has them', async ({ app }) => {
  const server = await watchedServer(app)
  const role = { name: 'Buyer', permissions: [] }
  const url = '/api/v3/io/companies/roles'
  for (const payload of [role, role]) await server.inject({ method: 'POST', url, headers: fromDemo, payload })

  expect(await linesOf(server, 'roster_transaction_duration_seconds_count')).toEqual([
    'roster_transaction_duration_seconds_count{outcome="committed"} 1',
    'roster_transaction_duration_seconds_count{outcome="rolled_back"} 1',
  ])
  expect(await linesOf(server, 'roster_transactions_under_way')).toEqual(['roster_transactions_under_way 0'])
  const connections = await linesOf(server, 'roster_database_connections')
  expect(connections.map((line) => line.replace(/\d+$/, ''))).toEqual(
    engine === 'sqlite'
      ? []
      : ['reading', 'writing'].flatMap((use) =>
          ['busy', 'idle', 'awaited'].map(
            (state) => `roster_database_connections{use="${use}",state="${state}"} `,
          ),
        ),
  )
})

test('the age of the outbox is the age of the oldest event still to be sent to hooks', async ({ app }) => {
  const server = await watchedServer(app)
  expect(await linesOf(server, 'roster_outbox_age')).toEqual(['roster_outbox_age_seconds 0'])
  await app.arrange((writer) =>
    createHook(writer, { scope: 'store/company/*', destination: 'https://hooks.example/', headers: {} }),
  )
  for (const settings of [['multiStorefront'], ['rateLimit']]) {
    await app.database.transaction((db) =>
      record({ ...byTest, db, storeId: 1, now: app.clock.now }, 'settings.updated', { settings }),
    )
    app.clock.now += 7
  }

  expect(await linesOf(server, 'roster_outbox_age')).toEqual(['roster_outbox_age_seconds 14'])
  expect(await linesOf(server, 'roster_webhook_deliveries')).toEqual(['roster_webhook_deliveries_waiting 0'])
  expect(await linesOf(server, 'roster_database_up')).toEqual(['roster_database_up 1'])
})

test('while the database is unavailable all other metrics are served', async ({ app }) => {
  const database = await openDatabase(app.url)
  const server = await watchedServer(app, database)
  await database.close()

  expect(await linesOf(server, 'roster_database_up')).toEqual(['roster_database_up 0'])
  expect(await linesOf(server, 'roster_requests_total')).toEqual([
    'roster_requests_total{operation="other",status="200"} 1',
  ])
})

const byTest = { actor: { name: 'roster', onBehalfOf: null }, requestId: null } as const
