import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { roster, test } from './roster.ts'

const inDemo = ['--store', 'demo1234']
const rita = [...inDemo, '--email', 'rita@demo.example', '--name', 'Rita Rep', '--role', 'sales rep']

test('system users are listed with all their details', async ({ app, run, json }) => {
  const created = await run('staff', 'create', ...rita, '--phone', '555-1000')

  const [id] = [...created.stdout.matchAll(/\d+/g)].map(String)
  expect(created).toEqual({
    code: 0,
    stdout: `System user ${id} of store demo1234 is there, without a password.\n`,
    stderr: '',
  })
  expect(await run('staff', 'list', ...inDemo)).toEqual({
    code: 0,
    stdout: [
      'ID  EMAIL               NAME          PHONE     ROLE           SALES STAFF',
      '1   owner@demo.example  Olivia Owner            Store Owner    no',
      '2   admin@demo.example  Adam Admin              Administrator  no',
      `${id}   rita@demo.example   Rita Rep      555-1000  Sales Rep      yes`,
      '',
    ].join('\n'),
    stderr: '',
  })
  expect(Object(await json('staff', 'list', ...inDemo)).at(-1)).toEqual({
    id: Number(id),
    email: 'rita@demo.example',
    name: 'Rita Rep',
    phone: '555-1000',
    role: 'Sales Rep',
    salesStaff: true,
  })
  expect(await app.events()).toEqual([{ event: 'system_user.created', systemUserId: Number(id) }])
})

test('an email that somebody has, in any case, is refused', async ({ app, run }) => {
  await app.arrange((writer) => aSalesPerson(writer, 'Rita@demo.example'))

  const ran = await run('staff', 'create', ...rita)

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'The email "rita@demo.example" belongs to somebody who works for the store already: choose another.\n',
  })
  expect(await app.events()).toEqual([])
})

test('a role that the store does not have is refused', async ({ app, run }) => {
  const ran = await run('staff', 'create', ...rita, '--role', 'Boss')

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'The store has no system role "Boss": use "Store Owner", "Administrator", "Sales Rep" or one of its own.\n',
  })
  expect(await app.events()).toEqual([])
})

test('somebody who was given a password can sign in with it until they are retired', async ({
  app,
  url,
  run,
}) => {
  const args = [...inDemo, '--email', 'boss@demo.example', '--name', 'Boss', '--role', 'Administrator']
  const created = await roster(
    ['staff', 'create', ...args, '--password-stdin'],
    { ROSTER_DATABASE_URL: url },
    'a better password\r\nanother line\n',
  )
  expect(created.stdout).toMatch(/^System user \d+ of store demo1234 is there\.\n$/)
  const login = {
    storeHash: 'demo1234',
    email: 'boss@demo.example',
    password: 'a better password',
    name: 'ERP',
  }
  const signIn = () => app.send('POST', '/api/io/auth/backend', login, {})
  const signedIn = await signIn()
  expect(signedIn.status).toBe(200)
  const authToken = signedIn.body.data.token
  const call = () => app.send('GET', '/api/v3/io/sales-staffs', undefined, { authToken })
  expect((await call()).status).toBe(200)

  const retired = await run('staff', 'retire', 'Boss@demo.example', ...inDemo)

  expect({ code: retired.code, stderr: retired.stderr }).toEqual({ code: 0, stderr: '' })
  expect((await signIn()).body.data).toEqual({
    errMsg: 'The email or password you have entered is incorrect. Please try again.',
  })
  app.clock.now += 1
  expect((await call()).status).toBe(401)
})

test('the assignments of a retired sales person end, each with an event', async ({ app, run, json }) => {
  const { rep, a, b } = await app.arrange(async (writer) => {
    const rep = await aSalesPerson(writer)
    const [a, b] = [await aCompany(writer, { name: 'A' }), await aCompany(writer, { name: 'B' })]
    await changeAssignments(writer, rep, [
      { companyId: a, assigned: true },
      { companyId: b, assigned: true },
    ])
    return { rep, a, b }
  })

  const retired = await run('staff', 'retire', String(rep), ...inDemo)

  expect(retired).toEqual({
    code: 0,
    stdout: `System user ${rep} of store demo1234 is retired.\n`,
    stderr: '',
  })
  expect(await app.events()).toEqual([
    { event: 'sales_staff.unassigned', salesStaffId: rep, companyId: a },
    { event: 'sales_staff.unassigned', salesStaffId: rep, companyId: b },
    { event: 'system_user.retired', systemUserId: rep },
  ])
  expect((await app.send('GET', `/api/v3/io/sales-staffs/${rep}`)).status).toBe(422)
  expect(await app.database.db.selectFrom('sales_staff_company').selectAll().execute()).toEqual([])
  expect(await json('staff', 'list', ...inDemo)).toHaveLength(2)
})

test('somebody who does not work for the store, or no longer does, is not found', async ({
  app,
  run,
  json,
}) => {
  const rep = await app.arrange((writer) => aSalesPerson(writer))
  const refused = (who: string) => ({
    code: 1,
    stdout: '',
    stderr: `Nobody who works for the store has the ${who}: "roster staff list" shows who does.\n`,
  })

  const fromOther = await run('staff', 'retire', String(rep), '--store', 'other567')
  const retired = await json('staff', 'retire', String(rep), ...inDemo)
  const byId = await run('staff', 'retire', String(rep), ...inDemo)
  const byEmail = await run('staff', 'retire', 'rep@demo.example', ...inDemo)

  expect(fromOther).toEqual(refused(`id ${rep}`))
  expect(retired).toEqual({ id: rep })
  expect(byId).toEqual(refused(`id ${rep}`))
  expect(byEmail).toEqual(refused('email "rep@demo.example"'))
  expect(await app.events()).toEqual([{ event: 'system_user.retired', systemUserId: rep }])
})

test.for([
  { input: '', characters: 0 },
  { input: 'short\n', characters: 5 },
  { input: 'x'.repeat(1001), characters: 1001 },
])('a password of $characters characters is refused', async ({ input, characters }, { app, url }) => {
  const env = { ROSTER_DATABASE_URL: url }
  const ran = await roster(['staff', 'create', ...rita, '--password-stdin'], env, input)

  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: `A password needs 8 to 1000 characters, and this one has ${characters}.\n`,
  })
  expect(await app.events()).toEqual([])
})
