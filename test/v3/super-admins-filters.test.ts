import { expect } from 'vitest'
import type { Writer } from '../../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'
import { parameterError } from './replies.ts'
import { assigned } from './super-admin-assignments.ts'
import { idsOf, item, list, NO_NULLS, NOT_INTEGER, NOT_TEXT, superAdminsUrl } from './super-admin-replies.ts'

const url = '/api/v3/io/companies/super-admins'
const CHOICE = ['Not a valid choice.']
const AT_LEAST_1 = ['Ensure this value is greater than or equal to 1.']
const AT_LEAST_0 = ['Ensure this value is greater than or equal to 0.']
const AT_MOST = ['Ensure this value is less than or equal to 9007199254740991.']

async function createdAt(writer: Writer, email: string, now: number): Promise<number> {
  return (await aSuperAdmin({ ...writer, now }, { email })).id
}

test.for([
  ['part of the first name', 'ILM'],
  ['part of the last name', 'flint'],
  ['part of the email', 'ROCK@quarry'],
  ['a letter with an accent', 'ÉLAN'],
  ['what is a wildcard elsewhere', '50%25_'],
])('q finds %s in any case', async ([, q], { app }) => {
  const wilma = { firstName: 'Wilma 50%_', lastName: 'Flintstone-Élan', email: 'Bedrock@Quarry.example' }
  const { id, company } = await app.arrange(async (writer) => {
    const { id } = await aSuperAdmin(writer, wilma)
    await aSuperAdmin(writer, { email: '50 percent@demo.example' })
    const company = await aCompany(writer)
    await changeCompaniesOfSuperAdmin(writer, id, [{ companyId: company, assigned: true }])
    return { id, company }
  })

  expect(await idsOf(app, `${url}?q=${q}`)).toEqual([id])
  expect(await idsOf(app, `${superAdminsUrl(company)}?q=${q}`)).toEqual([id])
})

test('q finds nothing that begins in one name and ends in another', async ({ app }) => {
  const company = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    await assigned(writer, 'super@demo.example', [company])
    return company
  })

  expect(await app.send('GET', `${url}?q=suesuper`)).toEqual(list([]))
  expect(await app.send('GET', `${superAdminsUrl(company)}?q=nobody`)).toEqual(list([]))
})

test('uuid keeps those who have exactly this one', async ({ app }) => {
  const id = await app.arrange(async (writer) => {
    await aSuperAdmin(writer, { email: 'a@demo.example', uuid: 'ERP 422' })
    await aSuperAdmin(writer, { email: 'b@demo.example', uuid: 'erp 42' })
    return (await aSuperAdmin(writer, { uuid: 'ERP 42' })).id
  })

  expect(await idsOf(app, `${url}?uuid=ERP+42`)).toEqual([id])
})

test('time bounds are strict', async ({ app }) => {
  const [before, at, after] = await app.arrange(async (writer) => [
    await createdAt(writer, 'a@demo.example', NOW - 1),
    await createdAt(writer, 'b@demo.example', NOW),
    await createdAt(writer, 'c@demo.example', NOW + 1),
  ])
  app.clock.now = NOW + 9
  await app.send('PUT', `/api/v3/io/super-admins/info/${before}`, {})

  expect(await idsOf(app, `${url}?minCreated=${NOW}`)).toEqual([after])
  expect(await idsOf(app, `${url}?maxCreated=${NOW}`)).toEqual([before])
  expect(await idsOf(app, `${url}?minCreated=${NOW - 1}&maxCreated=${NOW + 1}`)).toEqual([at])
  expect(await idsOf(app, `${url}?minModified=${NOW}`)).toEqual([before, after])
  expect(await idsOf(app, `${url}?minModified=${NOW + 9}`)).toEqual([])
  expect(await idsOf(app, `${url}?maxModified=${NOW + 1}`)).toEqual([at])
  expect(await idsOf(app, `${url}?minCreated=0&maxModified=9007199254740991`)).toEqual([before, after, at])
})

const names = [
  'limit',
  'offset',
  'orderBy',
  'q',
  'uuid',
  'minCreated',
  'maxCreated',
  'minModified',
  'maxModified',
  'isIncludeExtraFields',
]

test.for(['', 'undefined', 'null'])('a filter sent as "%s" counts as not sent', async (text, { app }) => {
  const { id, company } = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    return { id: await assigned(writer, 'super@demo.example', [company]), company }
  })
  const query = names.map((name) => `${name}=${text}`).join('&')

  expect(await app.send('GET', `${url}?${query}`)).toEqual(list([{ ...item(id), companyCount: 1 }]))
  expect(await app.send('GET', `${superAdminsUrl(company)}?${query}`)).toEqual(list([item(id)]))
})

test.for([
  ['limit=0', { limit: AT_LEAST_1 }],
  ['limit=-1', { limit: AT_LEAST_1 }],
  ['limit=ten', { limit: NOT_INTEGER }],
  ['offset=-1', { offset: AT_LEAST_0 }],
  ['offset=1000000000000000000', { offset: AT_MOST }],
  ['orderBy=asc', { orderBy: CHOICE }],
  ['q=a&q=b', { q: NOT_TEXT }],
  ['q=a%00', { q: NO_NULLS }],
  ['minCreated=2024-01-01', { minCreated: NOT_INTEGER }],
  ['maxCreated=-1', { maxCreated: AT_LEAST_0 }],
  ['minModified=1.5', { minModified: NOT_INTEGER }],
  ['maxModified=9007199254740992', { maxModified: AT_MOST }],
  ['isIncludeExtraFields=2', { isIncludeExtraFields: CHOICE }],
  ['isIncludeExtraFields=true&limit=x', { isIncludeExtraFields: CHOICE, limit: NOT_INTEGER }],
] as const)('an unreadable filter is refused by name: %s', async ([query, errMsg], { app }) => {
  expect(await app.send('GET', `${url}?${query}`)).toEqual(parameterError(errMsg))
})

test('a uuid that is too long is refused', async ({ app }) => {
  expect(await app.send('GET', `${url}?uuid=${'u'.repeat(256)}`)).toEqual(
    parameterError({ uuid: ['Ensure this field has no more than 255 characters.'] }),
  )
})

test('a company’s list refuses unreadable filters', async ({ app }) => {
  const company = await app.arrange((writer) => aCompany(writer))

  expect(await app.send('GET', `${superAdminsUrl(company)}?limit=0&isIncludeExtraFields=2`)).toEqual(
    parameterError({ limit: AT_LEAST_1, isIncludeExtraFields: CHOICE }),
  )
  expect(await app.send('GET', '/api/v3/io/companies/acme/super-admins')).toEqual(
    parameterError({ companyId: NOT_INTEGER }),
  )
})
