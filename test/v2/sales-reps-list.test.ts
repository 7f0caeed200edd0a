import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { listOf, valueError } from './replies.ts'

const url = '/api/v2/io/sales-reps/companies'
const storefront = { channelId: 1, channelName: 'Demo storefront', iconUrl: '' }
const wholesale = { channelId: 2, channelName: 'Demo wholesale', iconUrl: '' }

async function assign(writer: Writer, superAdminId: number, ...companyIds: number[]): Promise<void> {
  const changes = companyIds.map((companyId) => ({ companyId, assigned: true }))
  await changeCompaniesOfSuperAdmin(writer, superAdminId, changes)
}

async function pairsOf(app: App, query = ''): Promise<number[][]> {
  const { body } = await app.send('GET', `${url}?${query}`)
  return body.data.list.map((item: { companyId: string; salesRepId: string }) => [
    Number(item.companyId),
    Number(item.salesRepId),
  ])
}

/** Two companies and two super admins who may act for both. In each pair the first has changed last. */
async function crossed(writer: Writer) {
  const acme = await aCompany(writer)
  const bolt = await aCompany({ ...writer, now: NOW - 10 })
  const sue = (await aSuperAdmin(writer)).id
  const ann = (await aSuperAdmin({ ...writer, now: NOW - 10 }, { email: 'ann@demo.example' })).id
  await assign(writer, sue, acme, bolt)
  await assign(writer, ann, acme, bolt)
  return { acme, bolt, sue, ann }
}

test('each company is listed with each of its super admins', async ({ app }) => {
  const place = { city: 'Austin', state: 'Texas', country: 'United States', zipCode: '78701' }
  const { acme, bolt, sue, ann, gold } = await app.arrange(async (writer) => {
    const gold = await createPriceList(writer, 'Gold')
    const given = { ...place, name: 'Bolt', email: 'office@bolt.example', priceListId: gold }
    const acme = await aCompany(writer)
    const bolt = await aCompany(writer, given)
    await aUser(writer, await aCompany(writer, { name: 'Without' }))
    const sue = (await aSuperAdmin(writer)).id
    const lee = { email: 'ann@demo.example', firstName: 'Ann', lastName: 'Lee', channelIds: [1, 2] }
    const ann = (await aSuperAdmin(writer, lee)).id
    await assign(writer, sue, acme, bolt)
    await assign(writer, ann, bolt)
    return { acme, bolt, sue, ann, gold }
  })
  const boltItem = {
    companyId: String(bolt),
    companyName: 'Bolt',
    companyEmail: 'office@bolt.example',
    ...place,
    catalogId: String(gold),
    salesRepCount: '2',
    role: '3',
  }
  const sueItem = {
    salesRepId: String(sue),
    email: 'super@demo.example',
    firstName: 'Sue',
    lastName: 'Super',
    companyCount: '2',
    channelList: [storefront],
  }
  const annItem = {
    salesRepId: String(ann),
    email: 'ann@demo.example',
    firstName: 'Ann',
    lastName: 'Lee',
    companyCount: '1',
    channelList: [storefront, wholesale],
  }
  const acmeItem = {
    companyId: String(acme),
    companyName: 'Acme',
    companyEmail: 'office@acme.example',
    city: '',
    state: '',
    country: 'US',
    zipCode: '',
    catalogId: '',
    salesRepCount: '1',
    role: '3',
  }

  expect(await app.send('GET', url, undefined, fromReader)).toEqual(
    listOf(
      [
        { ...boltItem, ...annItem },
        { ...boltItem, ...sueItem },
        { ...acmeItem, ...sueItem },
      ],
      { limit: 10, offset: 0, totalCount: 3 },
    ),
  )
})

test('the items of a company or of a super admin come together, by time of change', async ({ app }) => {
  const { acme, bolt, sue, ann } = await app.arrange(crossed)
  const byCompany = [
    [acme, ann],
    [acme, sue],
    [bolt, ann],
    [bolt, sue],
  ]
  const bySalesRep = [
    [bolt, sue],
    [acme, sue],
    [bolt, ann],
    [acme, ann],
  ]

  expect(await pairsOf(app)).toEqual(byCompany)
  expect(await pairsOf(app, 'groupBy=&orderBy=null')).toEqual(byCompany)
  expect(await pairsOf(app, 'groupBy=0&orderBy=0')).toEqual(byCompany)
  expect(await pairsOf(app, 'groupBy=0&orderBy=1')).toEqual(byCompany.toReversed())
  expect(await pairsOf(app, 'groupBy=1')).toEqual(bySalesRep)
  expect(await pairsOf(app, 'groupBy=1&orderBy=1')).toEqual(bySalesRep.toReversed())
})

test('a page has 10 items by default and at most 250, and the total counts all', async ({ app }) => {
  const pairs = await app.arrange(async (writer) => {
    const companyIds: number[] = []
    while (companyIds.length < 251) companyIds.push(await aCompany(writer))
    const { id } = await aSuperAdmin(writer)
    await assign(writer, id, ...companyIds)
    return companyIds.toReversed().map((companyId) => [companyId, id])
  })

  expect(await pairsOf(app)).toEqual(pairs.slice(0, 10))
  expect(await pairsOf(app, 'limit=3&offset=4')).toEqual(pairs.slice(4, 7))
  expect(await pairsOf(app, 'limit=251')).toEqual(pairs.slice(0, 250))
  const { body } = await app.send('GET', `${url}?limit=251`)
  expect(body.data.pagination).toEqual({ limit: 250, offset: 0, totalCount: 251 })
  expect(body.data.list[0].companyCount).toBe('251')
  expect(await app.send('GET', `${url}?offset=251`)).toEqual(
    listOf([], { limit: 10, offset: 251, totalCount: 251 }),
  )
})

test.for([
  ['groupBy=2', { groupBy: 'Ensure this value is less than or equal to 1.' }],
  ['orderBy=-1', { orderBy: 'Ensure this value is greater than or equal to 0.' }],
  [
    'groupBy=company&orderBy=DESC',
    { groupBy: 'A valid integer is required.', orderBy: 'A valid integer is required.' },
  ],
  ['limit=0', { limit: 'Ensure this value is greater than or equal to 1.' }],
] as const)('an unreadable parameter is refused by name: %s', async ([query, data], { app }) => {
  expect(await app.send('GET', `${url}?${query}`)).toEqual(valueError(data))
})

test('another store finds none of it', async ({ app }) => {
  await app.arrange(crossed)

  expect(await app.send('GET', url, undefined, fromOtherStore)).toEqual(
    listOf([], { limit: 10, offset: 0, totalCount: 0 }),
  )
})
