import fc from 'fast-check'
import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { retireSystemUser } from '../../src/domain/system-users.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'
import { parameterError } from './replies.ts'
import { changedAt, idsOf, item, list, url } from './sales-staff.ts'

test('the list has those whose role is marked as sales staff and who are not retired', async ({ app }) => {
  const { rep, manager } = await app.arrange(async (writer) => {
    const rep = await aSalesPerson(writer, 'Rep@demo.example')
    const manager = await aSalesPerson(writer, 'manager@demo.example', 'Regional Manager')
    await aSalesPerson(writer, 'second.admin@demo.example', 'Administrator')
    await retireSystemUser(writer, await aSalesPerson(writer, 'retired@demo.example'))
    const companies = [await aCompany(writer), await aCompany(writer)]
    await changeAssignments(
      writer,
      rep,
      companies.map((companyId) => ({ companyId, assigned: true })),
    )
    return { rep, manager }
  })
  await app.arrange((writer) => aSalesPerson(writer), 'other567')

  expect(await app.send('GET', url)).toEqual(
    list([
      item(manager, 'manager@demo.example', 0, 'Regional Manager'),
      item(rep, 'Rep@demo.example', 2, 'Sales Rep'),
    ]),
  )
})

test('the list is sorted by time of change, newest first, then by id', async ({ app }) => {
  const [first, second, third] = await app.arrange(async (writer) => [
    await changedAt(writer, 'c@demo.example', NOW - 10),
    await changedAt(writer, 'a@demo.example', NOW),
    await changedAt(writer, 'b@demo.example', NOW - 10),
  ])

  expect(await idsOf(app, '')).toEqual([second, third, first])
  expect(await idsOf(app, 'sortBy=updated_at&orderBy=DESC')).toEqual([second, third, first])
  expect(await idsOf(app, 'orderBy=ASC')).toEqual([first, third, second])
})

test('the list is sorted by email on request, in any case', async ({ app }) => {
  const [b, a, c] = await app.arrange(async (writer) => [
    await changedAt(writer, 'B@demo.example', NOW),
    await changedAt(writer, 'a@demo.example', NOW - 5),
    await changedAt(writer, 'c@demo.example', NOW - 9),
  ])

  expect(await idsOf(app, 'sortBy=email')).toEqual([c, b, a])
  expect(await idsOf(app, 'sortBy=email&orderBy=ASC')).toEqual([a, b, c])
})

test('companyId keeps those assigned to the company, and counts all their companies', async ({ app }) => {
  const { rep, company } = await app.arrange(async (writer) => {
    const rep = await aSalesPerson(writer)
    await aSalesPerson(writer, 'idle@demo.example')
    const company = await aCompany(writer)
    const changes = [company, await aCompany(writer)].map((companyId) => ({ companyId, assigned: true }))
    await changeAssignments(writer, rep, changes)
    return { rep, company }
  })
  const elsewhere = await app.arrange((writer) => aCompany(writer), 'other567')

  expect(await app.send('GET', `${url}?companyId=${company}`)).toEqual(
    list([item(rep, 'rep@demo.example', 2)]),
  )
  expect(await app.send('GET', `${url}?companyId=${elsewhere}`)).toEqual(list([]))
  expect(await app.send('GET', `${url}?companyId=999999`)).toEqual(list([]))
})

test('minModified keeps those who changed in that second or later', async ({ app }) => {
  const [before, at, after] = await app.arrange(async (writer) => [
    await changedAt(writer, 'a@demo.example', NOW - 1),
    await changedAt(writer, 'b@demo.example', NOW),
    await changedAt(writer, 'c@demo.example', NOW + 1),
  ])

  expect(await idsOf(app, `minModified=${NOW}`)).toEqual([after, at])
  expect(await idsOf(app, 'minModified=0')).toEqual([after, at, before])
})

test('a page has 10 items by default and at most 250, and the total counts all', async ({ app }) => {
  await app.arrange(async (writer) => {
    for (let n = 0; n < 251; n += 1) await aSalesPerson(writer, `rep${n}@demo.example`)
  })

  const byDefault = await app.send('GET', url)
  const clamped = await app.send('GET', `${url}?limit=9007199254740991&offset=1`)
  const pastTheEnd = await app.send('GET', `${url}?limit=3&offset=251`)

  expect(byDefault.body.data).toHaveLength(10)
  expect(byDefault).toEqual(list(byDefault.body.data, 251))
  expect(clamped.body.data).toHaveLength(250)
  expect(clamped).toEqual(list(clamped.body.data, 251, 250, 1))
  expect(pastTheEnd).toEqual(list([], 251, 3, 251))
  const farAway = Number.MAX_SAFE_INTEGER
  expect(await app.send('GET', `${url}?offset=${farAway}`)).toEqual(list([], 251, 10, farAway))
})

test('any page is the same part of the whole list', async ({ app }) => {
  await app.arrange(async (writer) => {
    for (let n = 0; n < 12; n += 1) await changedAt(writer, `rep${n}@demo.example`, NOW - (n % 4))
  })
  const sorts = ['', 'orderBy=ASC', 'sortBy=email', 'sortBy=email&orderBy=ASC']
  const wholes = await Promise.all(sorts.map((sort) => idsOf(app, `limit=250&${sort}`)))
  const page = fc.record({
    sort: fc.nat(sorts.length - 1),
    limit: fc.integer({ min: 1, max: 15 }),
    offset: fc.nat(15),
  })

  await fc.assert(
    fc.asyncProperty(page, async ({ sort, limit, offset }) => {
      const { body } = await app.send('GET', `${url}?limit=${limit}&offset=${offset}&${sorts[sort]}`)
      const ids = body.data.map(({ id }: { id: number }) => id)
      expect(ids).toEqual(wholes[sort]?.slice(offset, offset + limit))
      expect(body.meta.pagination).toEqual({ totalCount: 12, limit, offset })
    }),
    { numRuns: 40 },
  )
})

test.for(['', 'undefined', 'null'])('a filter sent as "%s" counts as not sent', async (text, { app }) => {
  const rep = await app.arrange((writer) => aSalesPerson(writer))
  const names = ['limit', 'offset', 'companyId', 'minModified', 'sortBy', 'orderBy']

  const reply = await app.send('GET', `${url}?${names.map((name) => `${name}=${text}`).join('&')}`)

  expect(reply).toEqual(list([item(rep, 'rep@demo.example')]))
})

test.for([
  ['limit=0', 'limit: Ensure this value is greater than or equal to 1.'],
  ['limit=-1', 'limit: Ensure this value is greater than or equal to 1.'],
  ['limit=1.5', 'limit: A valid integer is required.'],
  ['limit=ten', 'limit: A valid integer is required.'],
  ['limit=1&limit=2', 'limit: A valid integer is required.'],
  ['limit=9007199254740992', 'limit: Ensure this value is less than or equal to 9007199254740991.'],
  ['offset=-1', 'offset: Ensure this value is greater than or equal to 0.'],
  ['offset=0x10', 'offset: A valid integer is required.'],
  ['offset=1000000000000000000', 'offset: Ensure this value is less than or equal to 9007199254740991.'],
  ['companyId=acme', 'companyId: A valid integer is required.'],
  ['companyId=1,2', 'companyId: A valid integer is required.'],
  ['minModified=2024-01-01', 'minModified: A valid integer is required.'],
  ['minModified=-1', 'minModified: Ensure this value is greater than or equal to 0.'],
  ['sortBy=id', 'sortBy: Not a valid choice.'],
  ['sortBy=EMAIL', 'sortBy: Not a valid choice.'],
  ['orderBy=asc', 'orderBy: Not a valid choice.'],
  ['sortBy=email%00', 'sortBy: Null characters and unpaired surrogates are not allowed.'],
] as const)('an unreadable filter is refused by name: %s', async ([query, errMsg], { app }) => {
  expect(await app.send('GET', `${url}?${query}`)).toEqual(parameterError(errMsg))
})
