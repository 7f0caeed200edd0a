import { pino } from 'pino'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { aCompany, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { fromReader, test } from '../harness.ts'
import { sendRaw } from '../http/raw.ts'
import { aUserLine, BULK, ndjson, sendLines } from './bulk-lines.ts'

test('each operation is done and answered on its own line', async ({ app }) => {
  const ids = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const { id: userId } = await aUser(writer, companyId)
    const { id: superAdminId } = await aSuperAdmin(writer)
    return { companyId, userId, superAdminId, salesStaffId: await aSalesPerson(writer) }
  })
  const { companyId, userId, superAdminId, salesStaffId } = ids
  const admin = { email: 'boss@new.example', firstName: 'Bo', lastName: 'Boss' }
  const company = { name: 'New', email: 'office@new.example', phone: '1', country: 'US', admin }

  const reply = await sendLines(app, [
    { op: 'assign', salesStaffId, companyId },
    { op: 'assign', superAdminId, companyId },
    { op: 'unassign', salesStaffId, companyId },
    {
      op: 'createUser',
      companyId,
      email: 'joe@acme.example',
      firstName: 'Joe',
      lastName: 'Doe',
      userRole: 2,
    },
    { op: 'updateUser', userId, firstName: 'Janet' },
    { op: 'createCompany', ...company },
  ])

  expect(reply).toEqual({
    status: 200,
    type: 'application/x-ndjson',
    replayed: undefined,
    results: [
      { index: 0, status: 200, data: { salesStaffId, companyId } },
      { index: 1, status: 200, data: { superAdminId, companyId } },
      { index: 2, status: 200, data: { salesStaffId, companyId } },
      { index: 3, status: 201, data: { userId: userId + 2, customerId: 3 } },
      { index: 4, status: 200, data: { userId, customerId: 1 } },
      { index: 5, status: 201, data: { companyId: companyId + 1, customerId: 4 } },
    ],
  })
  expect((await app.events()).map((event) => 'event' in event && event.event)).toEqual([
    'sales_staff.assigned',
    'super_admin.assigned',
    'sales_staff.unassigned',
    'user.created',
    'user.updated',
    'company.created',
    'user.created',
  ])
})

test('a refused line leaves nothing behind, and the others are done', async ({ app }) => {
  const { companyId, salesStaffId } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    salesStaffId: await aSalesPerson(writer),
  }))
  const admin = { email: 'user0@acme.example', firstName: 'Bo', lastName: 'Boss' }
  const company = { name: 'Half', email: 'office@half.example', phone: '1', country: 'US', admin }

  const { results } = await sendLines(app, [
    aUserLine(companyId, 0),
    aUserLine(companyId, 0),
    { op: 'createCompany', ...company },
    { op: 'assign', salesStaffId: 999, companyId },
    { op: 'assign', salesStaffId, companyId: 999 },
    { op: 'updateUser', userId: 999, firstName: 'Nobody' },
    aUserLine(companyId, 1),
  ])

  const taken = {
    status: 409,
    error: {
      code: 'email_taken',
      message: 'Email taken.',
      fields: { email: 'user0@acme.example', by: 'company_user' },
    },
  }
  const missing = (code: string, message: string, fields: object) => ({
    status: 404,
    error: { code, message, fields },
  })
  expect(results).toEqual([
    { index: 0, status: 201, data: { userId: 1, customerId: 1 } },
    { index: 1, ...taken },
    { index: 2, ...taken },
    {
      index: 3,
      ...missing('sales_staff_not_found', 'Sales staff not found.', { salesStaffId: '999' }),
    },
    { index: 4, ...missing('company_not_found', 'Company not found.', { companyId: '999' }) },
    { index: 5, ...missing('user_not_found', 'User not found.', { userId: '999' }) },
    { index: 6, status: 201, data: { userId: expect.any(Number), customerId: expect.any(Number) } },
  ])
  expect(await app.events()).toHaveLength(2)
  const { body } = await app.send('GET', '/api/v3/io/companies')
  expect(body.meta.pagination.totalCount).toBe(1)
})

test('an unreadable line is refused by its place, and empty lines are skipped', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const unreadable = { code: 'bad_request', message: 'The line is not JSON.', fields: {} }
  const invalid = (fields: object) => ({
    status: 422,
    error: { code: 'invalid', message: 'The request is not valid.', fields },
  })

  const { results } = await sendLines(app, [
    '',
    '{"op"',
    '   ',
    '[]',
    { op: 'delete' },
    { op: 'createUser', companyId: 'one' },
    { op: 'assign', companyId },
    { ...aUserLine(companyId, 1), firstName: 'null \0 byte' },
    `{"op":"createUser","x":"${'x'.repeat(65_536)}"}`,
    aUserLine(companyId, 2),
  ])

  expect(results).toEqual([
    { index: 0, status: 400, error: unreadable },
    { index: 1, ...invalid({ body: 'Must be object.' }) },
    { index: 2, ...invalid({ op: '"delete" is not a choice.' }) },
    {
      index: 3,
      ...invalid({
        companyId: 'Must be integer.',
        email: 'Is required.',
        firstName: 'Is required.',
        lastName: 'Is required.',
      }),
    },
    {
      index: 4,
      ...invalid({
        body: 'Must be of a documented form.',
        salesStaffId: 'Is required.',
        superAdminId: 'Is required.',
      }),
    },
    { index: 5, ...invalid({ firstName: 'Must not have null bytes or unpaired surrogates.' }) },
    { index: 6, status: 413, error: { code: 'too_large', message: 'The line is too long.', fields: {} } },
    { index: 7, status: 201, data: { userId: 1, customerId: 1 } },
  ])
})

test('characters that the network splits arrive whole, and invalid UTF-8 is refused', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const line = Buffer.from(`${JSON.stringify({ ...aUserLine(companyId, 1), firstName: 'Zoë' })}\n`)
  const broken = Buffer.from('{"op":"\xff"}', 'latin1')

  const response = await app.server.inject({
    method: 'POST',
    url: BULK,
    headers: ndjson,
    payload: Buffer.concat([line, broken]),
  })

  expect(response.body.split('\n').map((text) => text && JSON.parse(text).status)).toEqual([201, 400, ''])
  const { body } = await app.send('GET', '/api/v3/io/users/1')
  expect(body.data.firstName).toBe('Zoë')
})

test('no lines give no results', async ({ app }) => {
  expect(await sendLines(app, [])).toEqual({
    status: 200,
    type: 'application/x-ndjson',
    replayed: undefined,
    results: [],
  })
})

test('it accepts only lines, and only a token for the control API', async ({ app }) => {
  const payload = '{"op":"assign"}'
  const requests = [
    await sendRaw(app, 'POST', BULK, { payload, headers: { ...ndjson, 'content-type': 'application/json' } }),
    await sendRaw(app, 'POST', BULK, { payload, headers: { ...ndjson, 'content-encoding': 'gzip' } }),
    await sendRaw(app, 'POST', BULK, { payload, headers: { ...ndjson, ...fromReader } }),
    await sendRaw(app, 'POST', BULK, { payload, headers: { 'content-type': 'application/x-ndjson' } }),
  ]

  expect(requests.map(({ status, body }) => [status, body.error.code])).toEqual([
    [415, 'unsupported_media_type'],
    [415, 'unsupported_media_type'],
    [403, 'forbidden'],
    [401, 'unauthorized'],
  ])
})

test('a line that meets a server fault says so, and the others are done', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const { transaction } = app.database
  let calls = 0
  app.database.transaction = (work) => {
    calls += 1
    return calls === 1 || calls === 3 ? Promise.reject(new Error('Out of order')) : transaction(work)
  }

  const { results } = await sendLines(
    app,
    [1, 2, 3].map((number) => aUserLine(companyId, number)),
  )

  app.database.transaction = transaction
  expect(results.map(({ status }) => status)).toEqual([201, 500, 201])
  expect(results[1]).toEqual({
    index: 1,
    status: 500,
    error: { code: 'internal_error', message: 'Internal Server Error', fields: {} },
  })
})

test('the reason for falling back to single lines is logged, even when all lines then succeed', async ({
  app,
}) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const logged: string[] = []
  const log = pino({ base: null, timestamp: false }, { write: (line) => logged.push(line) })
  const server = await buildServer({ ...app, now: () => app.clock.now }, log)
  const { transaction } = app.database
  app.database.transaction = () => {
    app.database.transaction = transaction
    return Promise.reject(new Error('Out of order'))
  }

  const { results } = await sendLines({ ...app, server }, [
    aUserLine(companyId, 1),
    aUserLine(companyId, 1),
    aUserLine(companyId, 2),
  ])
  await server.close()

  expect(results.map(({ status }) => status)).toEqual([201, 409, 201])
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    {
      level: 40,
      reqId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      err: expect.objectContaining({ message: 'Out of order' }),
      msg: 'Operations that share a transaction run one by one',
    },
  ])
})

test('while the database is unavailable nothing is read, and a running request breaks off', async ({
  app,
}) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const lines = Array.from({ length: 50 }, (_, number) => aUserLine(companyId, number))
  const { transaction, isUnavailable } = app.database
  const failAfter = (calls: number) => {
    let left = calls
    app.database.transaction = (work) => {
      left -= 1
      return left < 0 ? Promise.reject(new Error('Gone')) : transaction(work)
    }
  }
  app.database.isUnavailable = () => true

  failAfter(0)
  const never = await sendRaw(app, 'POST', BULK, { headers: ndjson, payload: JSON.stringify(lines[0]) })
  failAfter(1)
  const broken = sendLines(app, lines)

  await expect(broken).rejects.toThrow()
  expect([never.status, never.body]).toEqual([
    503,
    { error: { code: 'unavailable', message: 'Service Unavailable', fields: {} } },
  ])
  Object.assign(app.database, { transaction, isUnavailable })
  expect(await app.events()).toHaveLength(20)
})
