import { Writable } from 'node:stream'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { test } from '../harness.ts'
import { parameterError } from '../v3/replies.ts'
import { login } from './login.ts'

const url = '/api/io/auth/backend'
const nobody = {}

test('every field is required, and all missing fields are named', async ({ app }) => {
  const required = ['This field is required']

  expect(await app.send('POST', url, {}, nobody)).toEqual(
    parameterError({ storeHash: required, email: required, password: required, name: required }),
  )
  expect(await app.send('POST', url, { ...login, name: undefined }, nobody)).toEqual(
    parameterError({ name: required }),
  )
})

test('an invalid field is refused by name', async ({ app }) => {
  const wrong = { storeHash: '', email: 'owner', password: '', name: 'n'.repeat(256) }

  expect(await app.send('POST', url, wrong, nobody)).toEqual(
    parameterError({
      storeHash: ['This field may not be blank.'],
      email: ['Enter a valid email address.'],
      password: ['This field may not be blank.'],
      name: ['Ensure this field has no more than 255 characters.'],
    }),
  )
  expect(await app.send('POST', url, { ...login, password: 5, name: null }, nobody)).toEqual(
    parameterError({ password: ['Not a valid string.'], name: ['Not a valid string.'] }),
  )
  expect(await app.send('POST', url, { ...login, password: 'null\0byte' }, nobody)).toEqual(
    parameterError({ password: ['Null characters and unpaired surrogates are not allowed.'] }),
  )
})

test.for([[[login]], ['text'], [null], [7]])(
  'a body that is %j is not an object',
  async ([body], { app }) => {
    expect(await app.send('POST', url, body, nobody)).toEqual(
      parameterError('Invalid data. Expected an object.'),
    )
  },
)

test('another method is refused with the allowed ones, even without credentials', async ({ app }) => {
  const response = await app.server.inject({ method: 'GET', url: '/api/io/auth/customers' })

  expect({ status: response.statusCode, allow: response.headers['allow'], body: response.json() }).toEqual({
    status: 405,
    allow: 'POST',
    body: { code: 405, data: {}, meta: { message: 'Method Not Allowed' } },
  })
})

test('an internal error is logged without the password and without the token', async ({ app }) => {
  const lines: string[] = []
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  const server = await buildServer({ ...app, now: () => app.clock.now }, pino(stream))
  await app.database.transaction((tx) => sql`alter table token rename to elsewhere`.execute(tx))

  const response = await server.inject({ method: 'POST', url, payload: login })
  await server.close()

  expect({ status: response.statusCode, body: response.json() }).toEqual({
    status: 500,
    body: { code: 500, data: {}, meta: { message: 'Internal Server Error' } },
  })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('token')
  expect(lines[0]).not.toContain(login.password)
  expect(lines[0]).not.toContain('eyJ')
})
