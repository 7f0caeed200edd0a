import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError } from './replies.ts'
import { list, NOT_INTEGER, notFound } from './super-admin-replies.ts'

const url = '/api/v3/io/super-admins/companies'
const ofSuperAdmin = (superAdminId: number) => `/api/v3/io/super-admins/${superAdminId}/companies`

async function assign(writer: Writer, superAdminId: number, companyIds: number[]): Promise<void> {
  const changes = companyIds.map((companyId) => ({ companyId, assigned: true }))
  await changeCompaniesOfSuperAdmin(writer, superAdminId, changes)
}

/** A super admin with `count` companies that changed in order of id. */
async function arrangeCompanies(app: App, count: number) {
  return app.arrange(async (writer) => {
    const { id } = await aSuperAdmin(writer)
    const companyIds: number[] = []
    for (let n = 0; n < count; n += 1) companyIds.push(await aCompany({ ...writer, now: NOW - count + n }))
    await assign(writer, id, companyIds)
    return { id, companyIds }
  })
}

async function idsOf(app: App, address: string): Promise<number[]> {
  const { body } = await app.send('GET', address)
  return body.data.map(({ companyId }: { companyId: number }) => companyId)
}

test('the companies with super admins are shown with the number of them', async ({ app }) => {
  const address = {
    addressLine1: '1 Main St',
    addressLine2: 'Floor 2',
    city: 'Austin',
    state: 'Texas',
    country: 'United States',
    zipCode: '78701',
  }
  const { plain, full, priceList } = await app.arrange(async (writer) => {
    const priceList = await createPriceList(writer, 'Gold')
    const given = { name: 'Bolt', email: 'office@bolt.example', description: 'Bolts', ...address }
    const plain = await aCompany(writer)
    const full = await aCompany(writer, { ...given, priceListId: priceList })
    await aUser(writer, await aCompany(writer, { name: 'Without' }))
    const one = await aSuperAdmin(writer, { email: 'one@demo.example' })
    const two = await aSuperAdmin(writer, { email: 'two@demo.example' })
    await assign(writer, one.id, [plain, full])
    await assign(writer, two.id, [full])
    return { plain, full, priceList }
  })

  expect(await app.send('GET', url, undefined, fromReader)).toEqual(
    list([
      {
        companyId: full,
        companyName: 'Bolt',
        companyEmail: 'office@bolt.example',
        description: 'Bolts',
        ...address,
        catalogId: String(priceList),
        superAdminCount: 2,
      },
      {
        companyId: plain,
        companyName: 'Acme',
        companyEmail: 'office@acme.example',
        description: '',
        addressLine1: '',
        addressLine2: '',
        city: '',
        state: '',
        country: 'US',
        zipCode: '',
        catalogId: null,
        superAdminCount: 1,
      },
    ]),
  )
})

test('the companies of a super admin are shown by name and email', async ({ app }) => {
  const { sue, idle, acme, bolt } = await app.arrange(async (writer) => {
    const acme = await aCompany(writer)
    const bolt = await aCompany(writer, { name: 'Bolt', email: 'office@bolt.example' })
    const sue = (await aSuperAdmin(writer)).id
    const other = await aSuperAdmin(writer, { email: 'other@demo.example' })
    const idle = (await aSuperAdmin(writer, { email: 'idle@demo.example' })).id
    await assign(writer, sue, [acme, bolt])
    await assign(writer, other.id, [acme, await aCompany(writer)])
    return { sue, idle, acme, bolt }
  })

  expect(await app.send('GET', ofSuperAdmin(sue), undefined, fromReader)).toEqual(
    list([
      { companyId: bolt, companyName: 'Bolt', companyEmail: 'office@bolt.example' },
      { companyId: acme, companyName: 'Acme', companyEmail: 'office@acme.example' },
    ]),
  )
  expect(await app.send('GET', ofSuperAdmin(idle))).toEqual(list([]))
})

test('companies are sorted by time of change, newest first, then by id', async ({ app }) => {
  const { id, companyIds } = await app.arrange(async (writer) => {
    const { id } = await aSuperAdmin(writer)
    const companyIds = [
      await aCompany({ ...writer, now: NOW - 10 }),
      await aCompany(writer),
      await aCompany({ ...writer, now: NOW - 10 }),
    ]
    await assign(writer, id, companyIds)
    return { id, companyIds }
  })
  const [first, second, third] = companyIds

  expect(await idsOf(app, url)).toEqual([second, third, first])
  expect(await idsOf(app, `${url}?orderBy=DESC`)).toEqual([second, third, first])
  expect(await idsOf(app, `${url}?orderBy=ASC`)).toEqual([first, third, second])
  expect(await idsOf(app, ofSuperAdmin(id))).toEqual([second, third, first])
})

test('a page has 10 items by default and at most 200, and the total counts all', async ({ app }) => {
  const { id, companyIds } = await arrangeCompanies(app, 201)
  const newestFirst = companyIds.toReversed()

  for (const address of [url, ofSuperAdmin(id)]) {
    expect(await idsOf(app, address)).toEqual(newestFirst.slice(0, 10))
    expect(await idsOf(app, `${address}?limit=3&offset=4`)).toEqual(newestFirst.slice(4, 7))
    const clamped = await app.send('GET', `${address}?limit=201`)
    expect(clamped.body.data).toHaveLength(200)
    expect(clamped).toEqual(list(clamped.body.data, { totalCount: 201, limit: 200 }))
    expect(await app.send('GET', `${address}?offset=201`)).toEqual(list([], { totalCount: 201, offset: 201 }))
  }
})

test.for(['', 'undefined', 'null'])('a parameter sent as "%s" counts as not sent', async (text, { app }) => {
  const { id, companyIds } = await arrangeCompanies(app, 2)
  const query = `limit=${text}&offset=${text}&orderBy=${text}`

  expect(await idsOf(app, `${url}?${query}`)).toEqual(companyIds.toReversed())
  expect(await idsOf(app, `${ofSuperAdmin(id)}?${query}`)).toEqual(companyIds.toReversed())
})

test.for([
  ['limit=0', { limit: ['Ensure this value is greater than or equal to 1.'] }],
  ['limit=ten&offset=x', { limit: NOT_INTEGER, offset: NOT_INTEGER }],
  ['offset=-1', { offset: ['Ensure this value is greater than or equal to 0.'] }],
  ['limit=9007199254740992', { limit: ['Ensure this value is less than or equal to 9007199254740991.'] }],
] as const)('an unreadable page parameter is refused by name: %s', async ([query, errMsg], { app }) => {
  const { id } = await arrangeCompanies(app, 1)

  expect(await app.send('GET', `${url}?${query}`)).toEqual(parameterError(errMsg))
  expect(await app.send('GET', `${ofSuperAdmin(id)}?${query}`)).toEqual(parameterError(errMsg))
})

test('an unknown order is refused', async ({ app }) => {
  expect(await app.send('GET', `${url}?orderBy=name`)).toEqual(
    parameterError({ orderBy: ['Not a valid choice.'] }),
  )
})

test('an id that belongs to no super admin is not found', async ({ app }) => {
  const user = await app.arrange(async (writer) => aUser(writer, await aCompany(writer)))
  const elsewhere = await app.arrange((writer) => aSuperAdmin(writer), 'other567')

  for (const id of [0, -1, 999_999, user.id, elsewhere.id]) {
    expect(await app.send('GET', ofSuperAdmin(id))).toEqual(notFound)
  }
  expect(await app.send('GET', '/api/v3/io/super-admins/sue/companies')).toEqual(
    parameterError({ superAdminId: NOT_INTEGER }),
  )
})

test('another store finds neither the companies nor the super admin', async ({ app }) => {
  const { id } = await arrangeCompanies(app, 1)

  expect(await app.send('GET', url, undefined, fromOtherStore)).toEqual(list([]))
  expect(await app.send('GET', ofSuperAdmin(id), undefined, fromOtherStore)).toEqual(notFound)
})
