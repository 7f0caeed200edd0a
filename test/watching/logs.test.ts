import { sql } from 'kysely'
import { expect } from 'vitest'
import { test } from '../cli/roster.ts'
import { fromDemo } from '../credentials.ts'

interface Reply {
  code: number
  data: Record<string, string>
}

const PASSWORD = 'a-password-of-nobody'

test('the log of a busy run has a line for each request and no secret', async ({ app, serve }) => {
  const { address, lines, stop } = await serve({ ROSTER_LOG_LEVEL: 'trace' })
  const secrets = ['demo-token', 'demo-password', 'guessed-token', PASSWORD]
  let requests = 0
  async function send(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = fromDemo,
  ) {
    requests += 1
    const response = await fetch(`${address}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    return (await response.json()) as Reply // Only texts of it are used.
  }

  const login = { storeHash: 'demo1234', email: 'owner@demo.example', name: 'ERP' }
  const signedIn = await send('POST', '/api/io/auth/backend', { ...login, password: 'demo-password' }, {})
  await send('POST', '/api/io/auth/backend', { ...login, password: PASSWORD }, {})
  await send('GET', '/api/v3/io/users', undefined, { authToken: `${signedIn.data['token']}` })
  await send('GET', '/api/v3/io/users', undefined, { ...fromDemo, 'x-auth-token': 'guessed-token' })
  const token = await send('POST', '/api/control/v1/tokens', { name: 'Test', scopes: ['b2b'] })
  const secret = await send('POST', '/api/control/v1/webhooks/secret')
  await send('POST', '/api/control/v1/system-users', {
    email: 'new@demo.example',
    name: 'New',
    systemRoleId: 1,
    password: PASSWORD,
  })
  const jwt = await send('GET', '/api/io/auth/storefront?jwtToken=guessed-token', undefined, {
    'x-store-hash': 'demo1234',
  })
  await app.database.transaction((tx) => sql`drop table sales_staff_company`.execute(tx))
  const failed = await send('GET', '/api/v3/io/sales-staffs')
  const ended = await stop('SIGTERM')

  expect([jwt.code, failed.code, ended.code]).toEqual([401, 500, 0])
  const records = lines.map((line) => JSON.parse(line))
  expect(records.filter(({ msg }) => msg === 'Answered')).toHaveLength(requests)
  expect(records.find(({ operation }) => operation === 'GET /api/v3/io/users')).toEqual({
    level: 'debug',
    time: expect.any(String),
    reqId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    operation: 'GET /api/v3/io/users',
    status: 200,
    ms: expect.any(Number),
    storeId: 1,
    tokenId: expect.any(Number),
    msg: 'Answered',
  })
  const all = [...secrets, signedIn.data['token'], token.data['value'], secret.data['secret']]
  expect(all.every((one) => one && one.length > 8)).toBe(true)
  expect(all.filter((one = '') => lines.some((line) => line.includes(one)))).toEqual([])
  expect(ended.stderr).toBe('')
})

test('at the default level requests are not logged', async ({ serve }) => {
  const { address, lines, stop } = await serve()
  await fetch(`${address}/api/v3/io/users`, { headers: fromDemo })
  await stop('SIGTERM')

  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    expect.stringContaining('Server listening'),
    expect.stringContaining('Roster is ready'),
    'Roster stops after the requests under way',
  ])
})
