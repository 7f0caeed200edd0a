import { setImmediate } from 'node:timers/promises'
import { expect } from 'vitest'
import { listRoleIds } from '../../src/domain/roles.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { lacking, noCompany, rowsOf, success, usersOf, valueError } from './replies.ts'

const bulkOf = (companyId: number | string) => `${usersOf(companyId)}/bulk_create`
const person = (email: string) => ({ email, firstName: 'Ann', lastName: 'Lee', phone: '555-3' })

test('every valid entry is created, with its role', async ({ app }) => {
  const { companyId, sue, companyRoleId } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    sue: await aSuperAdmin(writer),
    companyRoleId: (await listRoleIds(writer)).get('Admin'),
  }))

  const reply = await app.send('POST', bulkOf(companyId), {
    acceptWelcomeEmail: '0',
    users: [
      person('ann@acme.example'),
      { ...person('adm@acme.example'), companyRoleId },
      { ...person('super@demo.example'), userRole: 3 },
      { ...person('sid@demo.example'), userRole: '3' },
    ],
  })

  expect(reply).toEqual(
    success({
      successfulItems: [
        { customerId: 2, ...person('ann@acme.example'), userRole: 2 },
        { customerId: 3, ...person('adm@acme.example'), userRole: 0 },
        {
          customerId: sue.customer_id,
          email: 'super@demo.example',
          firstName: 'Sue',
          lastName: 'Super',
          phone: '',
          userRole: 3,
        },
        { customerId: 4, ...person('sid@demo.example'), userRole: 3 },
      ],
      failedItems: [],
    }),
  )
  expect(await app.events()).toEqual([
    { event: 'user.created', userId: 2, companyId },
    { event: 'user.created', userId: 3, companyId },
    { event: 'super_admin.assigned', superAdminId: sue.id, companyId },
    { event: 'super_admin.created', superAdminId: 4 },
    { event: 'super_admin.assigned', superAdminId: 4, companyId },
  ])
})

test('a refused entry fails alone, is echoed as it was sent, and leaves nothing behind', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId)
    return companyId
  })
  const taken = { ...person('JANE@acme.example'), userRole: '1', note: 'kept' }
  const green = { ...person('g@acme.example'), extraFields: [{ fieldName: 'Team', fieldValue: 'green' }] }
  const role = { ...person('r@acme.example'), companyRoleId: 999_999 }
  const lone = { email: 'alone' }
  const wrong = { ...person('w@acme.example'), firstName: null, channelIds: 'all' }

  const reply = await app.send('POST', bulkOf(companyId), {
    users: [taken, green, person('ann@acme.example'), role, lone, wrong, 7, null, [], 'x'],
  })

  const rows = await rowsOf(app)
  const [, created] = rows.users
  const noObject = { errMsg: 'Invalid data. Expected an object.' }
  expect(reply).toEqual(
    success({
      successfulItems: [{ customerId: created?.customer_id, ...person('ann@acme.example'), userRole: 2 }],
      failedItems: [
        { ...taken, errMsg: 'email: Email already exists.' },
        { ...green, errMsg: 'extraFields: Team: "green" is not a valid choice.' },
        { ...role, errMsg: 'companyRoleId: "999999" is not a valid choice.' },
        {
          ...lone,
          errMsg:
            'email: Enter a valid email address. firstName: This field is required. ' +
            'lastName: This field is required. phone: This field is required.',
        },
        { ...wrong, errMsg: 'firstName: Not a valid string. channelIds: Expected a list of items.' },
        noObject,
        noObject,
        noObject,
        noObject,
      ],
    }),
  )
  expect(rows.users.map(({ email }) => email)).toEqual(['jane@acme.example', 'ann@acme.example'])
  expect(rows.customers.map(({ email, first_name }) => [email, first_name])).toEqual([
    ['jane@acme.example', 'Jane'],
    ['ann@acme.example', 'Ann'],
  ])
  expect(await app.events()).toEqual([{ event: 'user.created', userId: created?.id, companyId }])
})

test('of two entries with the same email the first is created', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const first = { ...person('ann@acme.example'), firstName: 'First' }
  const second = { ...person('Ann@acme.example'), firstName: 'Second', userRole: 3 }

  const reply = await app.send('POST', bulkOf(companyId), { users: [first, second] })

  expect(reply).toEqual(
    success({
      successfulItems: [{ customerId: 1, ...first, userRole: 2 }],
      failedItems: [{ ...second, errMsg: 'email: Email already exists.' }],
    }),
  )
  expect((await rowsOf(app)).customers).toMatchObject([{ first_name: 'First' }])
})

test('refused entries among many stop no others, which keep their order', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId)
    return companyId
  })
  const badged = (nth: number, badge: number) => ({
    ...person(`p${nth}@acme.example`),
    extraFields: [{ fieldName: 'Badge', fieldValue: `B${badge}` }],
  })
  const users = Array.from({ length: 60 }, (_, nth) => {
    if (nth === 7) return person('jane@acme.example')
    if (nth === 8) return badged(nth, 3)
    if (nth === 30) return { ...badged(nth, nth), userRole: 3 }
    if (nth === 40) return badged(2, nth)
    return badged(nth, nth)
  })

  const { body } = await app.send('POST', bulkOf(companyId), { users })

  const refused = [users[7], users[8], users[40]]
  const emails = users.filter((user) => !refused.includes(user)).map(({ email }) => email)
  expect(body.data.failedItems).toEqual([
    { ...users[7], errMsg: 'email: Email already exists.' },
    { ...users[8], errMsg: 'extraFields: Badge: B3 already exists.' },
    { ...users[40], errMsg: 'email: Email already exists.' },
  ])
  expect(body.data.successfulItems.map(({ email }: { email: string }) => email)).toEqual(emails)
  const rows = await rowsOf(app)
  expect(rows.users.map(({ email }) => email)).toEqual(['jane@acme.example', ...emails])
  expect(rows.customers.map(({ email }) => email)).toEqual(['jane@acme.example', ...emails])
})

test('other requests get their turn while many users are created', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const users = Array.from({ length: 200 }, (_, nth) => person(`p${nth}@acme.example`))
  let answered = false
  let turns = 0
  const answer = app.send('POST', bulkOf(companyId), { users }).finally(() => {
    answered = true
  })
  while (!answered) {
    await setImmediate()
    turns += 1
  }

  const { body } = await answer
  expect(body.data.successfulItems).toHaveLength(200)
  expect(turns).toBeGreaterThan(users.length / 30)
})

test('an empty list creates nobody', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  const reply = await app.send('POST', bulkOf(companyId), { users: [] })

  expect(reply).toEqual(success({ successfulItems: [], failedItems: [] }))
  expect(await app.events()).toEqual([])
})

test.for([
  ['no users', {}, lacking('users')],
  ['an array', [], valueError({ non_field_errors: 'Invalid data. Expected an object.' })],
  ['an object for the users', { users: {} }, valueError({ users: 'Expected a list of items.' })],
  [
    'a welcome of 2',
    { users: [person('ann@acme.example')], acceptWelcomeEmail: '2' },
    valueError({ acceptWelcomeEmail: 'Not a valid choice.' }),
  ],
] as const)('a bulk with %s is refused as a whole', async ([, body, refusal], { app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const before = await rowsOf(app)

  expect(await app.send('POST', bulkOf(companyId), body)).toEqual(refusal)
  expect(await rowsOf(app)).toEqual(before)
})

test('a bulk request for an unknown company is not found, whatever its entries', async ({ app }) => {
  expect(await app.send('POST', bulkOf(999_999), { users: [] })).toEqual(noCompany)
  expect(await app.send('POST', bulkOf('x'), { users: [person('ann@acme.example')] })).toEqual(noCompany)
  expect((await rowsOf(app)).customers).toEqual([])
})
