import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { base, created, invalid, list, notFound, refusal, success } from './replies.ts'

const url = `${base}/system-users`
const rita = { email: 'Rita@demo.example', name: 'Rita Rep', phone: '555-2000', systemRoleId: 3 }
const times = { createdAt: NOW, updatedAt: NOW }

function signIn(app: App, email: string, password: string) {
  const body = { storeHash: 'demo1234', email, password, name: 'Test' }
  return app.send('POST', '/api/io/auth/backend', body, {})
}

/** A sales person with an assigned company. */
function arrangeSeller(app: App) {
  return app.arrange(async (writer) => {
    const rep = await aSalesPerson(writer)
    const companyId = await aCompany(writer)
    await changeAssignments(writer, rep, [{ companyId, assigned: true }])
    return { rep, companyId }
  })
}

test('a system user is created, found, and listed with the role', async ({ app }) => {
  const reply = await app.send('POST', url, rita)

  const { id } = reply.body.data
  const record = { id, ...rita, roleName: 'Sales Rep', salesStaff: true, ...times }
  expect(reply).toEqual(created(record))
  expect(await app.events()).toEqual([{ event: 'system_user.created', systemUserId: id }])
  expect(await app.send('GET', `${url}/${id}`)).toEqual(success(record))
  expect(await app.send('GET', `${url}?after=2`)).toEqual(list([record]))
  expect((await app.send('GET', `/api/v3/io/sales-staffs/${id}`)).body.data.email).toBe(rita.email)
})

test('a password works for signing in, and neither it nor its hash is ever shown', async ({ app }) => {
  const password = 'correct horse'
  const made = await app.send('POST', url, { ...rita, systemRoleId: 2, password })
  const { id } = made.body.data
  const changed = await app.send('PUT', `${url}/${id}`, { password: 'battery staple' })

  expect((await signIn(app, rita.email, 'battery staple')).status).toBe(200)
  expect((await signIn(app, rita.email, password)).status).toBe(400)
  const shown = [made, changed, await app.send('GET', `${url}/${id}`), await app.send('GET', url)]
  for (const secret of [password, 'battery staple', '$argon2', 'assword']) {
    expect(JSON.stringify([shown, await app.events()])).not.toContain(secret)
  }
  const rows = await app.database.db.selectFrom('system_user').select('password_hash').execute()
  expect(rows.at(-1)?.password_hash).toMatch(/^\$argon2id\$/)
})

test('nobody can sign in without a password', async ({ app }) => {
  await app.send('POST', url, { ...rita, systemRoleId: 2 })

  expect((await signIn(app, rita.email, 'correct horse')).status).toBe(400)
})

test('the given fields of a system user change, and the rest stay', async ({ app }) => {
  const { rep } = await arrangeSeller(app)
  app.clock.now += 5

  const reply = await app.send('PUT', `${url}/${rep}`, { name: 'Rita Real', email: 'RITA@demo.example' })

  expect(reply).toEqual(
    success({
      id: rep,
      email: 'RITA@demo.example',
      name: 'Rita Real',
      phone: '555-2000',
      systemRoleId: 3,
      roleName: 'Sales Rep',
      salesStaff: true,
      createdAt: NOW,
      updatedAt: NOW + 5,
    }),
  )
  expect(await app.events()).toEqual([{ event: 'system_user.updated', systemUserId: rep }])
  expect((await app.send('GET', `/api/v3/io/sales-staffs/${rep}`)).body.data.assignedCompanies).toHaveLength(
    1,
  )
})

test('somebody who gets a role that is not sales staff loses their companies', async ({ app }) => {
  const { rep, companyId } = await arrangeSeller(app)

  const reply = await app.send('PUT', `${url}/${rep}`, { systemRoleId: 2 })

  expect(reply.body.data).toMatchObject({ systemRoleId: 2, roleName: 'Administrator', salesStaff: false })
  expect(await app.events()).toEqual([
    { event: 'sales_staff.unassigned', salesStaffId: rep, companyId },
    { event: 'system_user.updated', systemUserId: rep },
  ])
  expect(await app.database.db.selectFrom('sales_staff_company').selectAll().execute()).toEqual([])
})

test('somebody who gets a role that may not sign in loses their tokens', async ({ app }) => {
  const { body } = await signIn(app, 'admin@demo.example', 'demo-password')
  const headers = { authToken: body.data.token }
  await app.arrange(async () => {})

  expect((await app.send('PUT', `${url}/2`, { systemRoleId: 1 })).status).toBe(200)
  app.clock.now += 1
  expect((await app.send('GET', '/api/v3/io/sales-staffs', undefined, headers)).status).toBe(200)
  expect((await app.send('PUT', `${url}/2`, { systemRoleId: 3 })).status).toBe(200)
  app.clock.now += 1
  expect((await app.send('GET', '/api/v3/io/sales-staffs', undefined, headers)).status).toBe(401)
  expect(await app.events()).toEqual([
    { event: 'system_user.updated', systemUserId: 2 },
    { event: 'token.revoked', tokenId: expect.any(Number) },
    { event: 'system_user.updated', systemUserId: 2 },
  ])
})

test('a retired person is no longer found, and their assignments end', async ({ app }) => {
  const { rep, companyId } = await arrangeSeller(app)

  expect(await app.send('DELETE', `${url}/${rep}`)).toEqual(success({ id: rep }))
  expect(await app.events()).toEqual([
    { event: 'sales_staff.unassigned', salesStaffId: rep, companyId },
    { event: 'system_user.retired', systemUserId: rep },
  ])
  const gone = notFound('system user', { systemUserId: String(rep) })
  expect(await app.send('GET', `${url}/${rep}`)).toEqual(gone)
  expect(await app.send('PUT', `${url}/${rep}`, { name: 'Rita' })).toEqual(gone)
  expect(await app.send('DELETE', `${url}/${rep}`)).toEqual(gone)
  expect(await app.send('GET', `${url}?after=2`)).toEqual(list([]))
})

test('an email can be used once among those who are not retired, in any case', async ({ app }) => {
  const { rep } = await arrangeSeller(app)
  const taken = (email: string) => refusal(409, 'email_taken', 'Email taken.', { email, by: 'system_user' })

  expect(await app.send('POST', url, { ...rita, email: 'REP@demo.example' })).toEqual(
    taken('REP@demo.example'),
  )
  expect(await app.send('PUT', `${url}/2`, { email: 'Rep@demo.example' })).toEqual(taken('Rep@demo.example'))
  expect(await app.events()).toEqual([])
  await app.send('DELETE', `${url}/${rep}`)
  expect((await app.send('PUT', `${url}/2`, { email: 'Rep@demo.example' })).status).toBe(200)
})

test.for([
  [{}, { email: 'Is required.', name: 'Is required.', systemRoleId: 'Is required.' }],
  [{ ...rita, email: 'rita' }, { email: 'Must be an email address.' }],
  [{ ...rita, email: `${'r'.repeat(250)}@demo.example` }, { email: 'Must have at most 254 characters.' }],
  [{ ...rita, phone: null }, { phone: 'Must be string.' }],
  [{ ...rita, systemRoleId: '3' }, { systemRoleId: 'Must be integer.' }],
  [{ ...rita, password: 'short' }, { password: 'Must have at least 8 characters.' }],
  [{ ...rita, password: 'p'.repeat(1001) }, { password: 'Must have at most 1000 characters.' }],
] as const)('%j creates no system user', async ([body, fields], { app }) => {
  expect(await app.send('POST', url, body)).toEqual(invalid(fields))
  expect(await app.events()).toEqual([])
})

test('a role that the store does not have is not found', async ({ app }) => {
  const missing = notFound('system role', { systemRoleId: '999999' })

  expect(await app.send('POST', url, { ...rita, systemRoleId: 999_999 })).toEqual(missing)
  expect(await app.send('PUT', `${url}/2`, { systemRoleId: 999_999 })).toEqual(missing)
})
