import { expect } from 'vitest'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'

const login = { storeHash: 'demo1234', email: 'owner@demo.example', password: 'demo-password' }

async function aToken(app: App, name: string): Promise<string> {
  return (await app.send('POST', '/api/io/auth/backend', { ...login, name }, {})).body.data.token
}

const list = (app: App, query = '') => app.send('GET', `/api/io/backend/tokens${query}`)
const noSuchToken = {
  status: 404,
  body: { code: 404, data: { errMsg: 'No matching token was found.' }, meta: { message: 'Not Found' } },
}

test('legacy tokens are listed, masked except for their last four characters', async ({ app }) => {
  const first = await aToken(app, 'first')
  const second = await aToken(app, 'second')

  const reply = await list(app)

  const item = {
    id: expect.any(Number),
    email: 'owner@demo.example',
    storeHash: 'demo1234',
    eventChannel: 'api',
  }
  expect(reply).toEqual({
    status: 200,
    body: {
      code: 200,
      data: [
        { ...item, name: 'first', token: `****${first.slice(-4)}` },
        { ...item, name: 'second', token: `****${second.slice(-4)}` },
      ],
      meta: { message: 'SUCCESS', pagination: { totalCount: 2, limit: 10, offset: 0 } },
    },
  })
  expect((await list(app, '?limit=1&offset=1')).body.data).toHaveLength(1)
  expect((await app.send('GET', '/api/io/backend/tokens', undefined, fromOtherStore)).body.data).toEqual([])
})

test('a deleted token no longer works and is not listed', async ({ app }) => {
  const value = await aToken(app, 'mine')
  const [{ id }] = (await list(app)).body.data
  await app.arrange(async () => {})

  const reply = await app.send('DELETE', '/api/io/auth/backend', { id })

  expect(reply).toEqual({ status: 200, body: { code: 200, data: [], meta: { message: 'SUCCESS' } } })
  expect(await app.events()).toEqual([{ event: 'token.revoked', tokenId: id }])
  expect((await list(app)).body.data).toEqual([])
  app.clock.now += 1
  expect((await app.send('GET', '/api/v3/io/sales-staffs', undefined, { authToken: value })).status).toBe(401)
})

test('a token that does not exist, is of another kind or belongs to another store is not found', async ({
  app,
}) => {
  await aToken(app, 'mine')
  const [{ id }] = (await list(app)).body.data
  const apiToken = await app.database.db
    .selectFrom('token')
    .select('id')
    .where('kind', '=', 'api')
    .orderBy('id')
    .executeTakeFirstOrThrow()

  for (const body of [{ id: 999_999 }, { id: apiToken.id }]) {
    expect(await app.send('DELETE', '/api/io/auth/backend', body)).toEqual(noSuchToken)
  }
  expect(await app.send('DELETE', '/api/io/auth/backend', { id }, fromOtherStore)).toEqual(noSuchToken)
  expect((await app.send('DELETE', '/api/io/auth/backend', { id }, fromReader)).status).toBe(403)
  expect((await app.send('DELETE', '/api/io/auth/backend', {})).body.data).toEqual({
    errMsg: { id: ['This field is required'] },
  })
  expect((await list(app)).body.data).toHaveLength(1)
})
