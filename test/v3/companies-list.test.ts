import { expect } from 'vitest'
import type { Writer } from '../../src/domain/scope.ts'
import { aCompany, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import {
  aField,
  aGroup,
  companiesUrl,
  companyUrl,
  detail,
  item,
  list,
  noCompany,
  refused,
  shownField,
} from './company-replies.ts'
import { parameterError, success } from './replies.ts'
import { NO_NULLS, NOT_INTEGER, NOT_TEXT } from './super-admin-replies.ts'

const CHOICE = ['Not a valid choice.']
const AT_LEAST_1 = ['Ensure this value is greater than or equal to 1.']
const AT_LEAST_0 = ['Ensure this value is greater than or equal to 0.']

async function idsOf(app: App, query: string): Promise<number[]> {
  const { body } = await app.send('GET', `${companiesUrl}?${query}`)
  return body.data.map(({ companyId }: { companyId: number }) => companyId)
}

function createdAt(writer: Writer, now: number, name?: string): Promise<number> {
  return aCompany({ ...writer, now }, name === undefined ? {} : { name })
}

test('the list shows companies by last change and then by id, both descending', async ({ app }) => {
  const [old, one, two] = await app.arrange(async (writer) => {
    await aField(writer)
    return [
      await createdAt(writer, NOW - 1),
      await aCompany(writer),
      await aCompany(writer, { extraFields: [{ fieldName: 'Region', fieldValue: 'North' }] }),
    ] as const
  })
  const listed = [item(two), item(one), { ...item(old), createdAt: NOW - 1, updatedAt: NOW - 1 }]

  expect(await app.send('GET', companiesUrl)).toEqual(list(listed))
  expect(await app.send('GET', companiesUrl, undefined, fromReader)).toEqual(list(listed))
  expect(await app.send('GET', `${companiesUrl}?isIncludeExtraFields=0`)).toEqual(list(listed))
  expect(await app.send('GET', `${companiesUrl}?isIncludeExtraFields=1`)).toEqual(
    list([
      { ...listed[0], extraFields: [shownField('North')] },
      { ...listed[1], extraFields: [] },
      { ...listed[2], extraFields: [] },
    ]),
  )
  expect(await app.send('GET', companiesUrl, undefined, fromOtherStore)).toEqual(list([]))
})

test('a company shows its parent', async ({ app }) => {
  const [parent, child] = await app.arrange(async (writer) => {
    const parent = await aCompany(writer, { name: 'Acme Group' })
    return [parent, await aCompany(writer, { parentId: parent })] as const
  })
  const parentCompany = { id: parent, name: 'Acme Group' }

  expect(await app.send('GET', companyUrl(child))).toEqual(success({ ...detail(child), parentCompany }))
  expect(await app.send('GET', companiesUrl)).toEqual(
    list([{ ...item(child), parentCompany }, item(parent, 'Acme Group')]),
  )
})

test('sortBy and orderBy order the list', async ({ app }) => {
  const [b, a, c] = await app.arrange(async (writer) => [
    await createdAt(writer, NOW, 'beta'),
    await createdAt(writer, NOW, 'Alpha'),
    await createdAt(writer, NOW + 1, 'Gamma'),
  ])

  expect(await idsOf(app, 'sortBy=updatedAt')).toEqual([c, a, b])
  expect(await idsOf(app, 'orderBy=ASC')).toEqual([b, a, c])
  expect(await idsOf(app, 'sortBy=companyName')).toEqual([c, b, a])
  expect(await idsOf(app, 'sortBy=companyName&orderBy=ASC')).toEqual([a, b, c])
})

test('replies state their page, a limit over 250 is lowered, and a page past the end is empty', async ({
  app,
}) => {
  const [one, two, three] = await app.arrange(async (writer) => [
    item(await aCompany(writer)),
    item(await aCompany(writer)),
    item(await aCompany(writer)),
  ])
  const page = (query: string) => app.send('GET', `${companiesUrl}?${query}`)

  expect(await page('limit=2')).toEqual(list([three, two], { totalCount: 3, limit: 2 }))
  expect(await page('limit=2&offset=1')).toEqual(list([two, one], { totalCount: 3, limit: 2, offset: 1 }))
  expect(await page('limit=251')).toEqual(list([three, two, one], { limit: 250 }))
  expect(await page('offset=9')).toEqual(list([], { totalCount: 3, offset: 9 }))
})

test('companyStatus filters by status, including 0', async ({ app }) => {
  const [pending, approved, rejected, inactive] = await app.arrange(async (writer) => {
    const ids = []
    for (const status of [0, 1, 2, 3]) ids.push(await aCompany(writer, { status }))
    return ids
  })

  expect(await idsOf(app, 'companyStatus=0')).toEqual([pending])
  expect(await idsOf(app, 'companyStatus=1')).toEqual([approved])
  expect(await idsOf(app, 'companyStatus=2')).toEqual([rejected])
  expect(await idsOf(app, 'companyStatus=3')).toEqual([inactive])
})

test('q matches part of the name in any case, without wildcards', async ({ app }) => {
  const [plain, odd] = await app.arrange(async (writer) => [
    await aCompany(writer, { name: 'Acme Ltd' }),
    await aCompany(writer, { name: 'Élan 50%_Ltd' }),
  ])

  expect(await idsOf(app, 'q=LTD')).toEqual([odd, plain])
  expect(await idsOf(app, `q=${encodeURIComponent('éLAN 50%_')}`)).toEqual([odd])
  expect(await idsOf(app, 'q=%25')).toEqual([odd])
  expect(await idsOf(app, 'q=office@acme')).toEqual([])
})

test('bcGroupId and customerId filter by group and by customer', async ({ app }) => {
  const { groupId, customerId, grouped, free } = await app.arrange(async (writer) => {
    const groupId = await aGroup(writer)
    const grouped = await aCompany(writer, { customerGroupId: groupId })
    const free = await aCompany(writer)
    const { customer_id } = await aUser(writer, free)
    return { groupId, customerId: customer_id, grouped, free }
  })

  expect(await idsOf(app, `bcGroupId=${groupId}`)).toEqual([grouped])
  expect(await idsOf(app, 'bcGroupId=0')).toEqual([free])
  expect(await idsOf(app, 'bcGroupId=999')).toEqual([])
  expect(await idsOf(app, `customerId=${customerId}`)).toEqual([free])
  expect(await idsOf(app, 'customerId=999')).toEqual([])
})

test('a filter by order finds no company', async ({ app }) => {
  await app.arrange((writer) => aCompany(writer))

  expect(await app.send('GET', `${companiesUrl}?bcOrderId=1`)).toEqual(list([]))
  expect(await app.send('GET', `${companiesUrl}?orderId=A-1`)).toEqual(list([]))
})

test('time bounds are inclusive', async ({ app }) => {
  const [before, at, after] = await app.arrange(async (writer) => [
    await createdAt(writer, NOW - 1),
    await createdAt(writer, NOW),
    await createdAt(writer, NOW + 1),
  ])
  app.clock.now = NOW + 9
  await app.send('PUT', companyUrl(before ?? 0), {})

  expect(await idsOf(app, `minCreated=${NOW}`)).toEqual([after, at])
  expect(await idsOf(app, `maxCreated=${NOW}`)).toEqual([before, at])
  expect(await idsOf(app, `minCreated=${NOW}&maxCreated=${NOW}`)).toEqual([at])
  expect(await idsOf(app, `minModified=${NOW + 9}`)).toEqual([before])
  expect(await idsOf(app, `maxModified=${NOW + 1}`)).toEqual([after, at])
})

const names = [
  ...['limit', 'offset', 'sortBy', 'orderBy', 'isIncludeExtraFields', 'companyStatus', 'q', 'extraFields'],
  ...['extraFieldFilterType', 'bcGroupId', 'customerId', 'bcOrderId', 'orderId'],
  ...['minModified', 'maxModified', 'minCreated', 'maxCreated'],
]

test.for(['', 'undefined', 'null'])('a filter sent as "%s" counts as not sent', async (text, { app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const query = names.map((name) => `${name}=${text}`).join('&')

  expect(await app.send('GET', `${companiesUrl}?${query}`)).toEqual(list([item(companyId)]))
})

test.for([
  ['limit=0', { limit: AT_LEAST_1 }],
  ['offset=-1', { offset: AT_LEAST_0 }],
  ['sortBy=name', { sortBy: CHOICE }],
  ['orderBy=desc', { orderBy: CHOICE }],
  ['isIncludeExtraFields=true', { isIncludeExtraFields: CHOICE }],
  ['companyStatus=4', { companyStatus: ['Ensure this value is less than or equal to 3.'] }],
  ['companyStatus=approved', { companyStatus: NOT_INTEGER }],
  ['companyStatus=0&companyStatus=1', { companyStatus: NOT_INTEGER }],
  ['q=a&q=b', { q: NOT_TEXT }],
  ['q=a%00', { q: NO_NULLS }],
  ['extraFields=Region', { extraFields: ['Not a valid value.'] }],
  ['extraFields=:North', { extraFields: ['Not a valid value.'] }],
  ['extraFields=Region:', { extraFields: ['Not a valid value.'] }],
  [`${'extraFields=a:b&'.repeat(21)}`, { extraFields: ['Ensure this field has no more than 20 items.'] }],
  ['extraFieldFilterType=exact', { extraFieldFilterType: CHOICE }],
  ['bcGroupId=gold', { bcGroupId: NOT_INTEGER }],
  ['customerId=1.5&bcOrderId=x', { customerId: NOT_INTEGER, bcOrderId: NOT_INTEGER }],
  ['minModified=2024-01-01', { minModified: NOT_INTEGER }],
  ['maxCreated=-1', { maxCreated: AT_LEAST_0 }],
] as const)('an unreadable filter is refused by name: %s', async ([query, errMsg], { app }) => {
  expect(await app.send('GET', `${companiesUrl}?${query}`)).toEqual(parameterError(errMsg))
})

test('a company that does not exist or belongs to another store is not found', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))

  expect(await app.send('GET', companyUrl(companyId), undefined, fromReader)).toEqual(
    success(detail(companyId)),
  )
  expect(await app.send('GET', companyUrl(companyId), undefined, fromOtherStore)).toEqual(noCompany)
  expect(await app.send('GET', companyUrl(999))).toEqual(noCompany)
  expect(await app.send('GET', companyUrl('acme'))).toEqual(
    refused('The company id is not valid: A valid integer is required.'),
  )
})
