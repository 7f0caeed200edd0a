import { expect } from 'vitest'
import { migrations } from '../../src/db/migrations/index.ts'
import { testEmpty as test } from './roster.ts'

test('migrate prints what it ran, and says when there was nothing to do', async ({ run, json }) => {
  const first = await run('migrate')
  const second = await run('migrate')

  expect(first).toEqual({
    code: 0,
    stdout: migrations.map(({ name }) => `Ran ${name}.\n`).join(''),
    stderr: '',
  })
  expect(second).toEqual({ code: 0, stdout: 'The tables are up to date.\n', stderr: '' })
  expect(await json('migrate')).toEqual({ migrated: [] })
})

test('a new store has a default storefront and accepts customers at once', async ({ run, serve, json }) => {
  const created = await run('store', 'create', 'acme1', '--name', 'Acme Ltd')

  expect(created).toEqual({
    code: 0,
    stdout:
      'Store acme1 is there. Give its clients a token: roster token create --store acme1 --name NAME --scope b2b\n',
    stderr: '',
  })
  const token = await json('token', 'create', '--store', 'acme1', '--name', 'ERP', '--scope', 'b2b')
  const { address } = await serve()
  const headers = { 'X-Store-Hash': 'acme1', 'X-Auth-Token': Object(token).value }
  const posted = await fetch(`${address}/api/v3/io/super-admins`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ firstName: 'Sue', lastName: 'Super', email: 'sue@acme.example' }),
  })
  expect(await posted.json()).toEqual({
    code: 200,
    data: { userId: 1, customerId: 1 },
    meta: { message: 'Success' },
  })
  const listed = await fetch(`${address}/api/v3/io/companies/super-admins`, { headers })
  expect(await listed.json()).toMatchObject({
    data: [{ id: 1, channelList: [{ channelId: 1, channelName: 'Acme Ltd' }] }],
  })
})

test('stores are listed in the order of their creation', async ({ run, json }) => {
  const zeta = await json('store', 'create', 'zeta9', '--name', 'Zeta \u001b[31m')
  await run('store', 'create', 'acme1', '--name', 'Acme Ltd')

  const { stdout } = await run('store', 'list')

  expect(zeta).toEqual({ storeHash: 'zeta9', name: 'Zeta \u001b[31m', createdAt: expect.any(Number) })
  expect(stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'TIME')).toBe(
    ['HASH   NAME        CREATED', 'zeta9  Zeta �[31m  TIME', 'acme1  Acme Ltd    TIME', ''].join('\n'),
  )
  expect(await json('store', 'list')).toEqual([
    zeta,
    { storeHash: 'acme1', name: 'Acme Ltd', createdAt: expect.any(Number) },
  ])
})

test('a hash that a store already has is refused, and that store is not changed', async ({ run, json }) => {
  const store = await json('store', 'create', 'acme1', '--name', 'Acme Ltd')

  const again = await run('store', 'create', 'acme1', '--name', 'Another')

  expect(again).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is a store "acme1" already: choose another hash.\n',
  })
  expect(await json('store', 'list')).toEqual([store])
})

test('an unknown store is refused by name', async ({ run }) => {
  const refused = {
    code: 1,
    stdout: '',
    stderr: 'There is no store "nobody": "roster store list" shows those there are.\n',
  }

  expect(await run('token', 'list', '--store', 'nobody')).toEqual(refused)
  expect(await run('staff', 'retire', '1', '--store', 'nobody')).toEqual(refused)
})
