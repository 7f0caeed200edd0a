import { expect } from 'vitest'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { updateSettings } from '../../src/domain/settings.ts'
import { aCompany } from '../builders.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import {
  acme,
  aGroup,
  aPriceList,
  companiesUrl,
  companyUrl,
  detail,
  noCompany,
  refused,
} from './company-replies.ts'
import { parameterError, refusal, success } from './replies.ts'
import { rowsOf } from './user-replies.ts'

async function becomeDependent(app: App): Promise<void> {
  await app.arrange((writer) => updateSettings(writer, { companyBehavior: 'dependent' }))
}

async function create(
  app: App,
  change: object = {},
): Promise<{ companyId: number; customerGroupId: number }> {
  return (await app.send('POST', companiesUrl, { ...acme, ...change })).body.data
}

async function groupNames(app: App): Promise<string[]> {
  return (await rowsOf(app)).groups.map(({ name }) => name)
}

test('a store may create companies as pending', async ({ app }) => {
  await app.arrange((writer) => updateSettings(writer, { newCompanyStatus: 'pending' }))

  const { companyId } = await create(app)

  expect(await app.send('GET', companyUrl(companyId))).toEqual(
    success({ ...detail(companyId), companyStatus: 0 }),
  )
})

test('on a dependent store a company has a group of its own with the same name', async ({ app }) => {
  await becomeDependent(app)
  const gold = await app.arrange((writer) => aGroup(writer))

  const { companyId, customerGroupId } = await create(app, { customerGroupId: gold })

  expect(customerGroupId).not.toBe(gold)
  expect(await app.send('GET', companyUrl(companyId))).toEqual(
    success({ ...detail(companyId), bcGroupId: customerGroupId, bcGroupName: 'Acme' }),
  )
  expect((await rowsOf(app)).customers).toMatchObject([{ customer_group_id: customerGroupId }])
})

test('when the name is taken, in any case, the group gets a suffix', async ({ app }) => {
  await becomeDependent(app)
  await create(app)

  await create(app, { companyName: 'ACME', adminEmail: 'bob@acme.example' })
  await create(app, { adminEmail: 'ann@acme.example' })

  const [first, ...others] = await groupNames(app)
  expect(first).toBe('Acme')
  expect(others).toEqual([
    expect.stringMatching(/^ACME [0-9a-f]{8}$/),
    expect.stringMatching(/^Acme [0-9a-f]{8}$/),
  ])
})

test('deleting the company deletes its group, and the group’s customers have none', async ({ app }) => {
  await becomeDependent(app)
  const { companyId, customerGroupId } = await create(app)
  const bystander = { email: 'guest@acme.example', firstName: 'G', lastName: 'G', phone: '', customerGroupId }
  await app.arrange((writer) => upsertCustomer(writer, bystander))

  expect(await app.send('DELETE', companyUrl(companyId))).toEqual(success({}))

  const { groups, customers } = await rowsOf(app)
  expect(groups).toEqual([])
  expect(customers.map((row) => row.customer_group_id)).toEqual([null, null])
})

test('a company that moves to another group leaves its own group to its users', async ({ app }) => {
  await becomeDependent(app)
  const { companyId, customerGroupId } = await create(app)
  const gold = await app.arrange((writer) => aGroup(writer))

  expect(await app.send('PUT', companyUrl(companyId), { customerGroupId: gold })).toEqual(
    success({ companyId }),
  )
  expect((await rowsOf(app)).customers).toMatchObject([{ customer_group_id: customerGroupId }])
  expect(await groupNames(app)).toEqual(['Acme', 'Gold'])

  await app.send('DELETE', companyUrl(companyId))
  expect(await groupNames(app)).toEqual(['Acme'])
})

test('a group that another company has is not deleted', async ({ app }) => {
  await becomeDependent(app)
  const { companyId, customerGroupId } = await create(app)
  const other = await app.arrange((writer) => aCompany(writer, { customerGroupId }))

  await app.send('DELETE', companyUrl(companyId))
  expect(await groupNames(app)).toEqual(['Acme'])
  await app.send('DELETE', companyUrl(other))
  expect(await groupNames(app)).toEqual([])
})

test('when companies want one name at once, each gets a group of its own', async ({ app }) => {
  await becomeDependent(app)

  const created = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => create(app, { adminEmail: `${name}@acme.example` })),
  )

  expect(new Set(created.map(({ customerGroupId }) => customerGroupId)).size).toBe(4)
  expect(new Set(await groupNames(app)).size).toBe(4)
})

test('on a dependent store a company may have another price list, or none', async ({ app }) => {
  await becomeDependent(app)
  const { companyId, retail } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    retail: await aPriceList(writer),
  }))
  const put = (catalogId: string) => app.send('PUT', `${companyUrl(companyId)}/catalogs`, { catalogId })
  const shown = async () => (await app.send('GET', companyUrl(companyId))).body.data

  expect(await put(String(retail))).toEqual(success({ companyId }))
  expect(await shown()).toEqual({
    ...detail(companyId),
    catalogId: String(retail),
    catalogName: 'Retail',
  })
  expect(await put('0')).toEqual(success({ companyId }))
  expect(await shown()).toEqual(detail(companyId))
  await put(String(retail))
  expect(await put('')).toEqual(success({ companyId }))
  expect(await shown()).toEqual(detail(companyId))
  const event = { event: 'company.updated', companyId }
  expect(await app.events()).toEqual([event, event, event, event])
})

test('a price list that does not exist or belongs to another store is refused', async ({ app }) => {
  await becomeDependent(app)
  const { companyId, retail } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    retail: await aPriceList(writer),
  }))
  const foreign = await app.arrange(async (writer) => {
    await updateSettings(writer, { companyBehavior: 'dependent' })
    return aCompany(writer)
  }, 'other567')
  const before = await rowsOf(app)
  const url = `${companyUrl(companyId)}/catalogs`

  for (const [body, sentence] of [
    [{}, 'The catalog id is required.'],
    [{ catalogId: 7 }, 'The catalog id is not valid: Not a valid string.'],
    [{ catalogId: null }, 'The catalog id may not be null.'],
    [{ catalogId: 'retail' }, 'The catalog id is not valid: Not a valid value.'],
    [{ catalogId: '999' }, 'The price list does not exist.'],
  ] as const) {
    expect(await app.send('PUT', url, body)).toEqual(refused(sentence))
  }
  const body = { catalogId: String(retail) }
  expect(await app.send('PUT', `${companyUrl(foreign)}/catalogs`, body, fromOtherStore)).toEqual(
    refused('The price list does not exist.'),
  )
  expect(await app.send('PUT', url, body, fromOtherStore)).toEqual(noCompany)
  expect(await app.send('PUT', `${companyUrl(999)}/catalogs`, body)).toEqual(noCompany)
  expect(await app.send('PUT', url, body, fromReader)).toEqual(refusal(403, 'Invalid access token'))
  expect(await app.send('PUT', url, [body])).toEqual(parameterError('Invalid data. Expected an object.'))
  expect(await rowsOf(app)).toEqual(before)
})

test('on an independent store nobody can change the catalog', async ({ app }) => {
  const { companyId, retail } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    retail: await aPriceList(writer),
  }))
  const before = await rowsOf(app)

  expect(await app.send('PUT', `${companyUrl(companyId)}/catalogs`, { catalogId: String(retail) })).toEqual(
    refusal(405, 'Method Not Allowed'),
  )
  expect(await rowsOf(app)).toEqual(before)
})
