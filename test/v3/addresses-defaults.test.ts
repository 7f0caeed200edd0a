import fc from 'fast-check'
import { expect } from 'vitest'
import { aCompany, anAddress } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { success } from './super-admin-replies.ts'

const url = '/api/v3/io/addresses'
const one = (addressId: number) => `${url}/${addressId}`

/** The uses of each address, as they are shown. */
async function usesOf(app: App, addressId: number) {
  const { isBilling, isShipping, isDefaultBilling, isDefaultShipping } = (
    await app.send('GET', one(addressId))
  ).body.data
  return { isBilling, isShipping, isDefaultBilling, isDefaultShipping }
}

const nothing = { isBilling: false, isShipping: false, isDefaultBilling: false, isDefaultShipping: false }
const billing = { ...nothing, isBilling: true }
const defaultBilling = { ...billing, isDefaultBilling: true }

test('a new default replaces the one before, which keeps that use', async ({ app }) => {
  const { companyId, first, second, elsewhere } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return {
      companyId,
      first: await anAddress(writer, companyId, { isDefaultBilling: true, isDefaultShipping: true }),
      second: await anAddress(writer, companyId),
      elsewhere: await anAddress(writer, await aCompany(writer), { isDefaultBilling: true }),
    }
  })
  app.clock.now += 60

  await app.send('PUT', one(second), { isBilling: true, isDefaultBilling: true })

  expect(await usesOf(app, second)).toEqual(defaultBilling)
  expect(await usesOf(app, first)).toEqual({ ...billing, isShipping: true, isDefaultShipping: true })
  expect(await usesOf(app, elsewhere)).toEqual(defaultBilling)
  expect(await app.events()).toEqual([
    { event: 'address.updated', addressId: first, companyId },
    { event: 'address.updated', addressId: second, companyId },
  ])
  const rows = await app.database.db.selectFrom('address').select('updated_at').orderBy('id').execute()
  expect(rows).toEqual([{ updated_at: NOW + 60 }, { updated_at: NOW + 60 }, { updated_at: NOW }])
})

test('an address that loses both defaults at once causes one event', async ({ app }) => {
  const { companyId, first } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const both = { isDefaultBilling: true, isDefaultShipping: true }
    return { companyId, first: await anAddress(writer, companyId, both) }
  })

  const { body } = await app.send('POST', url, {
    firstName: 'Jane',
    lastName: 'Smith',
    addressLine1: '1 Main Street',
    city: 'Leeds',
    countryCode: 'GB',
    companyId,
    isDefaultBilling: true,
    isDefaultShipping: true,
  })

  expect(await usesOf(app, first)).toEqual({ ...billing, isShipping: true })
  expect(await app.events()).toEqual([
    { event: 'address.updated', addressId: first, companyId },
    { event: 'address.created', addressId: body.data.addressId, companyId },
  ])
})

test('a default implies that use, and an address that loses a use is no longer its default', async ({
  app,
}) => {
  const addressId = await app.arrange(async (writer) => anAddress(writer, await aCompany(writer)))
  const put = (body: object) => app.send('PUT', one(addressId), body)

  await put({ isDefaultBilling: true })
  expect(await usesOf(app, addressId)).toEqual(defaultBilling)

  await put({ isDefaultBilling: false })
  expect(await usesOf(app, addressId)).toEqual(billing)

  await put({ isDefaultBilling: true })
  await put({ isBilling: false })
  expect(await usesOf(app, addressId)).toEqual(nothing)
})

test('a default for a use that the address does not have is refused', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const addressId = await app.arrange((writer) => anAddress(writer, companyId, { isDefaultShipping: true }))
  const sentence = 'An address can not be the default for what it is not for.'

  expect(await app.send('PUT', one(addressId), { isShipping: false, isDefaultShipping: true })).toEqual(
    refusal(422, 'Processing data contains logical errors', { errMsg: `isDefaultShipping: ${sentence}` }),
  )
  expect(
    await app.send('POST', url, {
      firstName: 'Jane',
      lastName: 'Smith',
      addressLine1: '1 Main Street',
      city: 'Leeds',
      countryCode: 'GB',
      companyId,
      isBilling: false,
      isDefaultBilling: true,
    }),
  ).toEqual(parameterError({ isDefaultBilling: [sentence] }))
  expect(await usesOf(app, addressId)).toEqual({ ...nothing, isShipping: true, isDefaultShipping: true })
  expect(await app.events()).toEqual([])
})

test('an address that moves to another company loses its defaults, unless the request makes it one there', async ({
  app,
}) => {
  const { to, moved, theirs } = await app.arrange(async (writer) => {
    const from = await aCompany(writer, { name: 'From' })
    const to = await aCompany(writer, { name: 'To' })
    return {
      to,
      moved: await anAddress(writer, from, { isDefaultBilling: true }),
      theirs: await anAddress(writer, to, { isDefaultBilling: true }),
    }
  })

  expect(await app.send('PUT', one(moved), { companyId: to })).toEqual(success({ addressId: moved }))
  expect(await usesOf(app, moved)).toEqual(billing)
  expect(await usesOf(app, theirs)).toEqual(defaultBilling)

  await app.send('PUT', one(moved), { companyId: to, isDefaultBilling: true })
  expect(await usesOf(app, moved)).toEqual(defaultBilling)
  expect(await usesOf(app, theirs)).toEqual(billing)
})

test('callers who set a default at the same moment all succeed, and one default remains', async ({ app }) => {
  const ids = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    const made = []
    for (let place = 0; place < 6; place += 1) made.push(await anAddress(writer, companyId))
    return made
  })

  for (let round = 0; round < 10; round += 1) {
    const body = { isDefaultBilling: true, isDefaultShipping: true }
    const replies = await Promise.all(ids.map((addressId) => app.send('PUT', one(addressId), body)))

    expect(replies).toEqual(ids.map((addressId) => success({ addressId })))
    const uses = await Promise.all(ids.map((addressId) => usesOf(app, addressId)))
    expect(uses.filter(({ isDefaultBilling }) => isDefaultBilling)).toHaveLength(1)
    expect(uses.filter(({ isDefaultShipping }) => isDefaultShipping)).toHaveLength(1)
  }
})

test('callers who create a default at the same moment all succeed, and one default remains', async ({
  app,
}) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const body = {
    firstName: 'Jane',
    lastName: 'Smith',
    addressLine1: '1 Main Street',
    city: 'Leeds',
    countryCode: 'GB',
    companyId,
    isDefaultBilling: true,
  }

  const replies = await Promise.all(Array.from({ length: 8 }, () => app.send('POST', url, body)))

  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
  const rows = await app.database.db.selectFrom('address').select('is_default_billing').execute()
  expect(rows.filter((row) => row.is_default_billing)).toHaveLength(1)
})

test('callers who move addresses between two companies in both directions and make them defaults all succeed', async ({
  app,
}) => {
  const { a, b, inA, inB } = await app.arrange(async (writer) => {
    const a = await aCompany(writer, { name: 'A' })
    const b = await aCompany(writer, { name: 'B' })
    return { a, b, inA: await anAddress(writer, a), inB: await anAddress(writer, b) }
  })

  for (let round = 0; round < 5; round += 1) {
    const [here, there] = round % 2 === 0 ? [a, b] : [b, a]
    const replies = await Promise.all([
      app.send('PUT', one(inA), { companyId: there, isDefaultBilling: true }),
      app.send('PUT', one(inB), { companyId: here, isDefaultBilling: true }),
    ])

    expect(replies).toEqual([success({ addressId: inA }), success({ addressId: inB })])
    expect([await usesOf(app, inA), await usesOf(app, inB)]).toEqual([defaultBilling, defaultBilling])
  }
})

test('after any sequence of requests a company has at most one default of each kind, and it has that use', async ({
  app,
}) => {
  const ids = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return [
      await anAddress(writer, companyId),
      await anAddress(writer, companyId),
      await anAddress(writer, companyId),
    ]
  })
  const maybe = fc.option(fc.boolean(), { nil: undefined })
  const step = fc.record({
    place: fc.nat(2),
    body: fc.record({
      isBilling: maybe,
      isShipping: maybe,
      isDefaultBilling: maybe,
      isDefaultShipping: maybe,
    }),
  })

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      for (const { place, body } of steps) await app.send('PUT', one(ids[place] ?? 0), body)
      const uses = await Promise.all(ids.map((addressId) => usesOf(app, addressId)))
      expect(uses.filter((use) => use.isDefaultBilling).length).toBeLessThanOrEqual(1)
      expect(uses.filter((use) => use.isDefaultShipping).length).toBeLessThanOrEqual(1)
      expect(uses.filter((use) => use.isDefaultBilling && !use.isBilling)).toEqual([])
      expect(uses.filter((use) => use.isDefaultShipping && !use.isShipping)).toEqual([])
    }),
    { numRuns: 25 },
  )
})
