import { expect } from 'vitest'
import { NOW } from '../databases.ts'
import { fromReader, test } from '../harness.ts'

const url = '/stores/demo1234/v3/hooks'
const token = { 'X-Auth-Token': 'demo-token' }
const destination = 'https://erp.example/hooks'
const scope = 'store/company/created'

const type = '/api-docs/getting-started/api-status-codes'
const wrong = (errors: object) => ({
  status: 422,
  body: { status: 422, title: 'JSON data is missing or invalid', type, errors },
})
const notFound = (id: number) => ({
  status: 404,
  body: { status: 404, title: `Webhook with id [${id}] not found`, type },
})

test('a hook is created, shown, changed and deleted in the vendor’s envelope', async ({ app }) => {
  const body = { scope, destination, headers: { 'X-Key': 'secret' } }

  const made = await app.send('POST', url, body, token)

  const { id } = made.body.data
  const hook = {
    id,
    client_id: 'demo1234',
    store_hash: 'demo1234',
    scope,
    destination,
    headers: { 'X-Key': 'secret' },
    is_active: true,
    created_at: NOW,
    updated_at: NOW,
  }
  expect(made).toEqual({ status: 200, body: { data: hook, meta: {} } })
  expect(await app.send('GET', `${url}/${id}`, undefined, token)).toEqual(made)
  app.clock.now += 5
  const changed = { ...hook, scope: 'store/company/*', headers: null, is_active: false, updated_at: NOW + 5 }
  const change = { scope: 'store/company/*', headers: null, is_active: false }
  const answer = { status: 200, body: { data: changed, meta: {} } }
  expect(await app.send('PUT', `${url}/${id}`, change, token)).toEqual(answer)
  expect(await app.send('PUT', `${url}/${id}`, {}, token)).toEqual(answer)
  expect(await app.send('DELETE', `${url}/${id}`, undefined, token)).toEqual(answer)
  expect(await app.send('GET', `${url}/${id}`, undefined, token)).toEqual(notFound(id))
  expect(await app.send('PUT', `${url}/${id}`, change, token)).toEqual(notFound(id))
  expect(await app.send('DELETE', `${url}/${id}`, undefined, token)).toEqual(notFound(id))
  expect(await app.events()).toEqual(
    ['created', 'updated', 'updated', 'deleted'].map((what) => ({ event: `webhook.${what}`, webhookId: id })),
  )
  const kept = await app.database.db.selectFrom('outbox').selectAll().execute()
  expect(JSON.stringify(kept)).not.toContain('secret')
})

test('a list has the vendor’s pages and filters', async ({ app }) => {
  const make = async (scope: string, nth: number, more = {}) =>
    (await app.send('POST', url, { scope, destination: `https://${nth}.example/`, ...more }, token)).body.data
  const first = await make(scope, 1)
  const second = await make(scope, 2, { is_active: false })
  const third = await make('store/superadmin/*', 1)

  const page = await app.send('GET', `${url}?limit=2&page=2`, undefined, token)

  expect(page).toEqual({
    status: 200,
    body: {
      data: [third],
      meta: {
        pagination: {
          total: 3,
          count: 1,
          per_page: 2,
          current_page: 2,
          total_pages: 2,
          links: { previous: '?limit=2&page=1', current: '?limit=2&page=2' },
        },
      },
    },
  })
  const listed = async (query: string) =>
    (await app.send('GET', `${url}?${query}`, undefined, token)).body.data
  expect(await listed('')).toEqual([first, second, third])
  expect(await listed('is_active=false')).toEqual([second])
  expect(await listed(`scope=${scope}`)).toEqual([first, second])
  expect(await listed('destination=https://1.example/')).toEqual([first, third])
  expect(await app.send('GET', `${url}?limit=0`, undefined, token)).toEqual(
    wrong({ limit: 'error.invalid.' }),
  )
})

test.for([
  ['nothing', {}, { scope: 'error.path.missing.', destination: 'error.path.missing.' }],
  ['a scope of the wrong kind', { scope: 7, destination }, { scope: 'error.expected.jsstring.' }],
  ['an unknown scope', { scope: 'store/order/created', destination }, { scope: 'There is no such scope.' }],
  ['too wide a scope', { scope: 'store/*', destination }, { scope: 'There is no such scope.' }],
  [
    'a wildcard over what Roster adds',
    { scope: 'roster/role/*', destination },
    { scope: 'There is no such scope.' },
  ],
  [
    'a header that Roster sends itself',
    { scope, destination, headers: { 'Webhook-Id': '1' } },
    { headers: 'The header Webhook-Id cannot be sent like that.' },
  ],
  [
    'a header that begins another',
    { scope, destination, headers: { 'X-Key': 'a\r\nHost: b' } },
    { headers: 'The header X-Key cannot be sent like that.' },
  ],
] as const)('%s creates no hook', async ([, body, errors], { app }) => {
  expect(await app.send('POST', url, body, token)).toEqual(wrong(errors))
  expect(await app.events()).toEqual([])
})

test('a destination has at most one hook per scope, even when many ask at once', async ({ app }) => {
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => app.send('POST', url, { scope, destination }, token)),
  )
  const other = await app.send('POST', url, { scope, destination: 'https://other.example/' }, token)

  const taken = wrong({ destination: 'There is a webhook of this scope to it already.' })
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(replies.filter(({ status }) => status !== 200)).toEqual(Array.from({ length: 7 }, () => taken))
  expect(await app.send('PUT', `${url}/${other.body.data.id}`, { destination }, token)).toEqual(taken)
})

test('a scope has at most ten hooks, even when many ask at once', async ({ app }) => {
  const replies = await Promise.all(
    Array.from({ length: 15 }, (_, nth) =>
      app.send('POST', url, { scope, destination: `https://${nth}.example/` }, token),
    ),
  )

  expect(replies.filter(({ status }) => status === 200)).toHaveLength(10)
  expect(replies.find(({ status }) => status !== 200)).toEqual(
    wrong({ scope: 'There are 10 webhooks of it already.' }),
  )
  expect((await app.send('POST', url, { scope: 'store/company/*', destination }, token)).status).toBe(200)
})

const refusal = (status: number, title: string) => ({ status, body: { status, title, type } })
const unauthorized = refusal(
  401,
  'Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store.',
)

test.for([
  ['no token', '/stores/demo1234/v3/hooks', {}],
  ['an unknown token', '/stores/demo1234/v3/hooks', { 'X-Auth-Token': 'unknown' }],
  ['the token of another store', '/stores/demo1234/v3/hooks', { 'X-Auth-Token': 'other-token' }],
  [
    'the token of the store in a header',
    '/stores/other567/v3/hooks',
    { 'X-Auth-Token': 'demo-token', 'X-Store-Hash': 'demo1234' },
  ],
  ['a store that cannot be', '/stores/%00/v3/hooks', token],
] as const)('%s is refused as unauthorized', async ([, path, headers], { app }) => {
  expect(await app.send('GET', path, undefined, headers)).toEqual(unauthorized)
})

test('a token that may only read creates no hook', async ({ app }) => {
  expect(await app.send('POST', url, { scope, destination }, fromReader)).toEqual(
    refusal(403, 'Unauthorized Access. You do not have permission to make this request.'),
  )
  expect((await app.send('GET', url, undefined, fromReader)).status).toBe(200)
})
