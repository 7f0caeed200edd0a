import { expect } from 'vitest'
import { test } from './roster.ts'

test('the value of a token is shown once', async ({ app, run, json }) => {
  const { code, stdout, stderr } = await run(
    ...['token', 'create', '--store', 'demo1234', '--name', 'ERP'],
    ...['--scope', 'control', '--scope', 'b2b'],
  )

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const pattern = /^Token (\d+) of store demo1234; its value is shown this once:\n([\w-]{43})\n$/
  const [, id, value = ''] = pattern.exec(stdout) ?? []
  const listed = await run('token', 'list', '--store', 'demo1234')
  expect(listed.stdout).not.toContain(value)
  expect(listed.stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'TIME')).toBe(
    [
      'ID  NAME        KIND  SCOPES         VALUE  CREATED',
      '1   Everything  api   b2b control    …oken  TIME',
      '2   Reads       api   b2b_read_only  …oken  TIME',
      `${id}   ERP         api   b2b control    …${value.slice(-4)}  TIME`,
      '',
    ].join('\n'),
  )
  const tokens = await json('token', 'list', '--store', 'demo1234')
  expect(Object(tokens).at(-1)).toEqual({
    tokenId: Number(id),
    name: 'ERP',
    kind: 'api',
    scopes: ['b2b', 'control'],
    lastFour: value.slice(-4),
    createdAt: expect.any(Number),
  })
  expect(await app.events()).toEqual([{ event: 'token.created', tokenId: Number(id) }])
})

test('a running server accepts a token from its creation to its revocation', async ({
  app,
  run,
  json,
  serve,
}) => {
  const { address } = await serve()
  const token = await json(
    'token',
    'create',
    '--store',
    'demo1234',
    '--name',
    'Shop',
    '--scope',
    'b2b_read_only',
  )
  expect(token).toEqual({
    tokenId: expect.any(Number),
    name: 'Shop',
    scopes: ['b2b_read_only'],
    value: expect.stringMatching(/^[\w-]{43}$/),
  })
  const { tokenId, value } = Object(token)
  const headers = { 'X-Store-Hash': 'demo1234', 'X-Auth-Token': value }
  const call = async () => (await fetch(`${address}/api/v3/io/sales-staffs`, { headers })).status
  expect(await call()).toBe(200)

  const revoked = await run('token', 'revoke', String(tokenId), '--store', 'demo1234')

  expect(revoked).toEqual({ code: 0, stdout: `Token ${tokenId} of store demo1234 is revoked.\n`, stderr: '' })
  await expect.poll(call, { timeout: 2000 }).toBe(401)
  expect(await app.events()).toEqual([
    { event: 'token.created', tokenId },
    { event: 'token.revoked', tokenId },
  ])
})

test('a token that belongs to another store or is already revoked is not found', async ({
  app,
  run,
  json,
}) => {
  const refused = {
    code: 1,
    stdout: '',
    stderr: 'The store has no token 1 that works: "roster token list" shows those that do.\n',
  }

  const fromOther = await run('token', 'revoke', '1', '--store', 'other567')
  const revoked = await json('token', 'revoke', '1', '--store', 'demo1234')
  const again = await run('token', 'revoke', '1', '--store', 'demo1234')

  expect(fromOther).toEqual(refused)
  expect(revoked).toEqual({ tokenId: 1 })
  expect(again).toEqual(refused)
  expect(await app.events()).toEqual([{ event: 'token.revoked', tokenId: 1 }])
})
