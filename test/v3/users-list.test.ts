import { expect } from 'vitest'
import type { Writer } from '../../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError } from './replies.ts'
import {
  list,
  NO_NULLS,
  NOT_INTEGER,
  NOT_TEXT,
  storefront,
  success,
  wholesale,
} from './super-admin-replies.ts'
import { aCustomer, item, noUser, roleId, usersUrl, userUrl } from './user-replies.ts'

const AT_LEAST_1 = ['Ensure this value is greater than or equal to 1.']
const AT_LEAST_0 = ['Ensure this value is greater than or equal to 0.']
const AT_MOST = ['Ensure this value is less than or equal to 9007199254740991.']

async function idsOf(app: App, query: string): Promise<number[]> {
  const { body } = await app.send('GET', `${usersUrl}?${query}`)
  return body.data.map(({ id }: { id: number }) => id)
}

async function createdAt(writer: Writer, companyId: number, email: string, now: number): Promise<number> {
  return (await aUser({ ...writer, now }, companyId, { email })).id
}

test('the list shows every company user in order of id, and no super admin', async ({ app }) => {
  const [jane, bob] = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const superAdmin = await aSuperAdmin(writer)
    await changeCompaniesOfSuperAdmin(writer, superAdmin.id, [{ companyId, assigned: true }])
    return [
      await aUser(writer, companyId, { extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] }),
      await aUser(writer, await aCompany(writer), { email: 'bob@acme.example', channelIds: [2, 1] }),
    ] as const
  })
  const listed = [
    item(jane),
    { ...item(bob), email: 'bob@acme.example', channelList: [storefront, wholesale] },
  ]

  expect(await app.send('GET', usersUrl)).toEqual(list(listed))
  expect(await app.send('GET', usersUrl, undefined, fromReader)).toEqual(list(listed))
  expect(await app.send('GET', `${usersUrl}?isIncludeExtraFields=0`)).toEqual(list(listed))
  expect(await app.send('GET', `${usersUrl}?isIncludeExtraFields=1`)).toEqual(
    list([
      { ...listed[0], extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] },
      { ...listed[1], extraFields: [] },
    ]),
  )
  expect(await app.send('GET', usersUrl, undefined, fromOtherStore)).toEqual(list([]))
})

test('a custom role is shown together with role 2', async ({ app }) => {
  const approver = await roleId(app, 'Buyer with approval')
  const user = await app.arrange(async (writer) =>
    aUser(writer, await aCompany(writer), { role: { roleId: approver } }),
  )

  expect(await app.send('GET', userUrl(user.id))).toEqual(
    success({
      ...item(user),
      role: 2,
      companyRoleId: approver,
      companyRoleName: 'Buyer with approval',
      extraFields: [],
    }),
  )
})

test('replies state their page, a limit over 250 is lowered, and a page past the end is empty', async ({
  app,
}) => {
  const users = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const emails = ['a', 'b', 'c'].map((name) => `${name}@acme.example`)
    const users = []
    for (const email of emails) users.push({ ...item(await aUser(writer, companyId, { email })), email })
    return users
  })
  const page = (query: string) => app.send('GET', `${usersUrl}?${query}`)

  expect(await page('limit=2')).toEqual(list(users.slice(0, 2), { totalCount: 3, limit: 2 }))
  expect(await page('limit=2&offset=1')).toEqual(list(users.slice(1), { totalCount: 3, limit: 2, offset: 1 }))
  expect(await page('limit=251')).toEqual(list(users, { limit: 250 }))
  expect(await page('offset=3')).toEqual(list([], { totalCount: 3, offset: 3 }))
})

test('companyId, channelId and email filter by what they name', async ({ app }) => {
  const { one, two, jane, bob } = await app.arrange(async (writer) => {
    const [one, two] = [await aCompany(writer), await aCompany(writer)]
    const jane = await aUser(writer, one)
    const bob = await aUser(writer, two, { email: 'Bob@acme.example', channelIds: [2] })
    return { one, two, jane: jane.id, bob: bob.id }
  })

  expect(await idsOf(app, `companyId=${one}`)).toEqual([jane])
  expect(await idsOf(app, `companyId=${two}&channelId=2`)).toEqual([bob])
  expect(await idsOf(app, 'companyId=999')).toEqual([])
  expect(await idsOf(app, 'channelId=1')).toEqual([jane])
  expect(await idsOf(app, 'channelId=9')).toEqual([])
  expect(await idsOf(app, 'email=bOB@acme.example')).toEqual([bob])
  expect(await idsOf(app, 'email=bob@acme')).toEqual([])
})

test('roles keeps each of the named roles, repeated or separated by commas', async ({ app }) => {
  const approver = await roleId(app, 'Buyer with approval')
  const [admin, senior, junior, custom] = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const roles = [{ userRole: 0 }, { userRole: 1 }, { userRole: 2 }, { roleId: approver }] as const
    const ids = []
    for (const [nth, role] of roles.entries())
      ids.push((await aUser(writer, companyId, { email: `u${nth}@acme.example`, role })).id)
    return ids
  })

  expect(await idsOf(app, 'roles=0')).toEqual([admin])
  expect(await idsOf(app, 'roles=2')).toEqual([junior, custom])
  expect(await idsOf(app, 'roles=0,1')).toEqual([admin, senior])
  expect(await idsOf(app, 'roles=1&roles=2&roles=1')).toEqual([senior, junior, custom])
  expect(await idsOf(app, 'roles=0,1&roles=2')).toEqual([admin, senior, junior, custom])
  expect(await idsOf(app, 'roles=')).toEqual([admin, senior, junior, custom])
})

test.for([
  ['part of the first name', 'ILM'],
  ['part of the last name', 'flint'],
  ['part of the email', 'ROCK@quarry'],
  ['part of the company’s name', 'sand & grav'],
  ['a letter with an accent', 'ÉLAN'],
  ['what is a wildcard elsewhere', '50%_'],
] as const)('q finds %s in any case', async ([, q], { app }) => {
  const id = await app.arrange(async (writer) => {
    await aUser(writer, await aCompany(writer))
    const wilma = { firstName: 'Wilma 50%_', lastName: 'Flintstone-Élan', email: 'Bedrock@Quarry.example' }
    return (await aUser(writer, await aCompany(writer, { name: 'Sand & Gravel' }), wilma)).id
  })

  expect(await idsOf(app, `q=${encodeURIComponent(q)}`)).toEqual([id])
})

test('q finds nothing that begins in one name and ends in another', async ({ app }) => {
  await app.arrange(async (writer) => aUser(writer, await aCompany(writer)))

  expect(await idsOf(app, 'q=janesmith')).toEqual([])
  expect(await idsOf(app, 'q=jane+smith')).toEqual([])
})

test('time bounds are exclusive', async ({ app }) => {
  const [before, at, after] = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return [
      await createdAt(writer, companyId, 'a@acme.example', NOW - 1),
      await createdAt(writer, companyId, 'b@acme.example', NOW),
      await createdAt(writer, companyId, 'c@acme.example', NOW + 1),
    ] as const
  })
  app.clock.now = NOW + 9
  await app.send('PUT', userUrl(before), {})

  expect(await idsOf(app, `minCreated=${NOW}`)).toEqual([after])
  expect(await idsOf(app, `maxCreated=${NOW}`)).toEqual([before])
  expect(await idsOf(app, `minCreated=${NOW - 1}&maxCreated=${NOW + 1}`)).toEqual([at])
  expect(await idsOf(app, `minModified=${NOW}`)).toEqual([before, after])
  expect(await idsOf(app, `minModified=${NOW + 9}`)).toEqual([])
  expect(await idsOf(app, `maxModified=${NOW + 1}`)).toEqual([at])
})

const names = [
  ...['limit', 'offset', 'companyId', 'roles', 'email', 'channelId', 'isIncludeExtraFields', 'q'],
  ...['minCreated', 'maxCreated', 'minModified', 'maxModified'],
]

test.for(['', 'undefined', 'null'])('a filter sent as "%s" counts as not sent', async (text, { app }) => {
  const user = await app.arrange(async (writer) => aUser(writer, await aCompany(writer)))
  const query = names.map((name) => `${name}=${text}`).join('&')

  expect(await app.send('GET', `${usersUrl}?${query}`)).toEqual(list([item(user)]))
})

test.for([
  ['roles=99', { roles: { 0: ['"99" is not a valid choice.'] } }],
  ['roles=0,3', { roles: { 1: ['"3" is not a valid choice.'] } }],
  [
    'roles=0&roles=1&roles=x,-1',
    { roles: { 2: ['"x" is not a valid choice.'], 3: ['"-1" is not a valid choice.'] } },
  ],
  ['roles=1.5&limit=x', { limit: NOT_INTEGER, roles: { 0: ['"1.5" is not a valid choice.'] } }],
  ['roles=0,%00', { roles: NO_NULLS }],
  ['limit=0', { limit: AT_LEAST_1 }],
  ['offset=-1', { offset: AT_LEAST_0 }],
  ['companyId=acme', { companyId: NOT_INTEGER }],
  ['companyId=1&companyId=2', { companyId: NOT_INTEGER }],
  ['channelId=one', { channelId: NOT_INTEGER }],
  ['email=a&email=b', { email: NOT_TEXT }],
  ['q=a%00', { q: NO_NULLS }],
  ['minCreated=2024-01-01', { minCreated: NOT_INTEGER }],
  ['maxCreated=-1', { maxCreated: AT_LEAST_0 }],
  ['minModified=1.5', { minModified: NOT_INTEGER }],
  ['maxModified=9007199254740992', { maxModified: AT_MOST }],
  ['isIncludeExtraFields=2', { isIncludeExtraFields: ['Not a valid choice.'] }],
] as const)('an unreadable filter is refused by name: %s', async ([query, errMsg], { app }) => {
  expect(await app.send('GET', `${usersUrl}?${query}`)).toEqual(parameterError(errMsg))
})

test('more roles than are checked one by one are refused by name too', async ({ app }) => {
  expect(await app.send('GET', `${usersUrl}?roles=${'x,'.repeat(1000)}x`)).toEqual(
    parameterError({ roles: NOT_INTEGER }),
  )
})

test('a user is found by id and by customer, and nobody else is', async ({ app }) => {
  // From here on a user and their customer have different ids.
  await aCustomer(app, 'customer@demo.example')
  const { user, superAdmin } = await app.arrange(async (writer) => {
    const superAdmin = await aSuperAdmin(writer)
    const extraFields = [{ fieldName: 'Team', fieldValue: 'red' }]
    return { superAdmin, user: await aUser(writer, await aCompany(writer), { extraFields }) }
  })
  const record = success({ ...item(user), extraFields: [{ fieldName: 'Team', fieldValue: 'red' }] })
  const ofCustomer = (customerId: number | string) => userUrl(`customer/${customerId}`)

  expect(await app.send('GET', userUrl(user.id))).toEqual(record)
  expect(await app.send('GET', ofCustomer(user.customer_id))).toEqual(record)
  for (const url of [userUrl(user.id), ofCustomer(user.customer_id)]) {
    expect(await app.send('GET', url, undefined, fromReader)).toEqual(record)
    expect(await app.send('GET', url, undefined, fromOtherStore)).toEqual(noUser)
  }
  for (const url of [
    userUrl(superAdmin.id),
    ofCustomer(superAdmin.customer_id),
    userUrl(999),
    ofCustomer(0),
  ]) {
    expect(await app.send('GET', url)).toEqual(noUser)
  }
})

test('an unreadable id is refused by name', async ({ app }) => {
  expect(await app.send('GET', userUrl('jane'))).toEqual(parameterError({ userId: NOT_INTEGER }))
  expect(await app.send('GET', userUrl('bulk'))).toMatchObject({ status: 405 })
  expect(await app.send('GET', userUrl('customer/jane'))).toEqual(parameterError({ customerId: NOT_INTEGER }))
})
