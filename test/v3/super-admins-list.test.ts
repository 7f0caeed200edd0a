import fc from 'fast-check'
import { expect } from 'vitest'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { assigned } from './super-admin-assignments.ts'
import { idsOf, item, list, notFound, superAdminsUrl } from './super-admin-replies.ts'

const url = '/api/v3/io/companies/super-admins'
const team = [{ fieldName: 'Team', fieldValue: 'red' }]

test('the store’s list has every super admin with the number of their companies', async ({ app }) => {
  const { one, two } = await app.arrange(async (writer) => {
    const companies = [await aCompany(writer), await aCompany(writer)]
    await aUser(writer, companies[0] ?? 0)
    const one = await assigned(writer, 'one@demo.example', [])
    return { one, two: await assigned(writer, 'two@demo.example', companies) }
  })
  await app.arrange((writer) => aSuperAdmin(writer), 'other567')

  expect(await app.send('GET', url, undefined, fromReader)).toEqual(
    list([
      { ...item(two, 'two@demo.example'), companyCount: 2 },
      { ...item(one, 'one@demo.example'), companyCount: 0 },
    ]),
  )
})

test('a company’s list has its assigned super admins, without that number', async ({ app }) => {
  const { company, empty, one, both } = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    const other = await aCompany(writer)
    await aUser(writer, company)
    await assigned(writer, 'other@demo.example', [other])
    const one = await assigned(writer, 'one@demo.example', [company])
    const both = await assigned(writer, 'both@demo.example', [other, company])
    return { company, empty: await aCompany(writer), one, both }
  })

  expect(await app.send('GET', superAdminsUrl(company), undefined, fromReader)).toEqual(
    list([item(both, 'both@demo.example'), item(one, 'one@demo.example')]),
  )
  expect(await app.send('GET', superAdminsUrl(empty))).toEqual(list([]))
})

test('extra fields are shown only when asked for', async ({ app }) => {
  const { id, company } = await app.arrange(async (writer) => {
    const { id } = await aSuperAdmin(writer, { extraFields: team })
    const company = await aCompany(writer)
    await changeCompaniesOfSuperAdmin(writer, id, [{ companyId: company, assigned: true }])
    return { id, company }
  })
  const counted = { ...item(id), companyCount: 1 }

  expect(await app.send('GET', `${url}?isIncludeExtraFields=1`)).toEqual(
    list([{ ...counted, extraFields: team }]),
  )
  expect(await app.send('GET', `${url}?isIncludeExtraFields=0`)).toEqual(list([counted]))
  expect(await app.send('GET', `${superAdminsUrl(company)}?isIncludeExtraFields=1`)).toEqual(
    list([{ ...item(id), extraFields: team }]),
  )
})

test('lists are sorted by time of change, newest first, then by id', async ({ app }) => {
  const { ids, company } = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    const ids = [
      await assigned({ ...writer, now: NOW - 10 }, 'a@demo.example', [company]),
      await assigned(writer, 'b@demo.example', [company]),
      await assigned({ ...writer, now: NOW - 10 }, 'c@demo.example', [company]),
    ]
    return { ids, company }
  })
  const [first, second, third] = ids

  expect(await idsOf(app, url)).toEqual([second, third, first])
  expect(await idsOf(app, `${url}?orderBy=DESC`)).toEqual([second, third, first])
  expect(await idsOf(app, `${url}?orderBy=ASC`)).toEqual([first, third, second])
  expect(await idsOf(app, superAdminsUrl(company))).toEqual([second, third, first])
})

test('a page has 10 items by default and at most 200, and the total counts all', async ({ app }) => {
  const company = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    for (let n = 0; n < 201; n += 1) await assigned(writer, `n${n}@demo.example`, [company])
    return company
  })

  for (const address of [url, superAdminsUrl(company)]) {
    const byDefault = await app.send('GET', address)
    const clamped = await app.send('GET', `${address}?limit=9007199254740991&offset=1`)
    expect(byDefault.body.data).toHaveLength(10)
    expect(byDefault).toEqual(list(byDefault.body.data, { totalCount: 201 }))
    expect(clamped.body.data).toHaveLength(200)
    expect(clamped).toEqual(list(clamped.body.data, { totalCount: 201, limit: 200, offset: 1 }))
    const offset = Number.MAX_SAFE_INTEGER
    expect(await app.send('GET', `${address}?limit=3&offset=${offset}`)).toEqual(
      list([], { totalCount: 201, limit: 3, offset }),
    )
  }
})

test('any page is the same part of the whole list', async ({ app }) => {
  const company = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    for (let n = 0; n < 12; n += 1) {
      await assigned({ ...writer, now: NOW - (n % 4) }, `n${n}@demo.example`, [company])
    }
    return company
  })
  const addresses = [`${url}?`, `${url}?orderBy=ASC&`, `${superAdminsUrl(company)}?`]
  const wholes = await Promise.all(addresses.map((address) => idsOf(app, `${address}limit=200`)))
  const page = fc.record({
    kind: fc.nat(addresses.length - 1),
    limit: fc.integer({ min: 1, max: 15 }),
    offset: fc.nat(15),
  })

  await fc.assert(
    fc.asyncProperty(page, async ({ kind, limit, offset }) => {
      const { body } = await app.send('GET', `${addresses[kind]}limit=${limit}&offset=${offset}`)
      const ids = body.data.map(({ id }: { id: number }) => id)
      expect(ids).toEqual(wholes[kind]?.slice(offset, offset + limit))
      expect(body.meta.pagination).toEqual({ totalCount: 12, limit, offset })
    }),
    { numRuns: 40 },
  )
})

test('an unknown company is not found', async ({ app }) => {
  const elsewhere = await app.arrange((writer) => aCompany(writer), 'other567')

  for (const id of [0, -1, 999_999, elsewhere]) {
    expect(await app.send('GET', superAdminsUrl(id))).toEqual(notFound)
  }
})

test('another store finds neither the super admins nor the company', async ({ app }) => {
  const company = await app.arrange(async (writer) => {
    const company = await aCompany(writer)
    await assigned(writer, 'super@demo.example', [company])
    return company
  })

  expect(await app.send('GET', url, undefined, fromOtherStore)).toEqual(list([]))
  expect(await app.send('GET', superAdminsUrl(company), undefined, fromOtherStore)).toEqual(notFound)
})
