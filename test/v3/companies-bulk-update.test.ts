import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { arrangeField, arrangeTwo, failed, NOT_FOUND, names, rows, url } from './company-bulk-replies.ts'
import { success } from './replies.ts'

test('each entry changes the fields that it gives', async ({ app }) => {
  const [acme = 0, bolt = 0] = await arrangeTwo(app)

  const reply = await app.send('PUT', url, [
    { companyId: bolt, companyName: 'Bolts' },
    { companyId: acme, companyPhone: '555-2000' },
  ])

  expect(reply).toEqual(success([{ companyId: bolt }, { companyId: acme }]))
  expect(await rows(app)).toEqual([
    { id: acme, name: 'Acme', phone: '555-2000' },
    { id: bolt, name: 'Bolts', phone: '555-1000' },
  ])
  expect(await app.events()).toEqual([
    { event: 'company.updated', companyId: bolt },
    { event: 'company.updated', companyId: acme },
  ])
})

test('a single company, sent outside a list, is changed and answered as a single company', async ({
  app,
}) => {
  const [acme] = await arrangeTwo(app)

  expect(await app.send('PUT', url, { companyId: acme, companyName: 'Acme Two' })).toEqual(
    success({ companyId: acme }),
  )
  expect(await names(app)).toEqual(['Acme Two', 'Bolt'])
  expect(await app.send('PUT', url, { companyName: 'Acme Three' })).toEqual(
    failed(422, { 0: 'The company id is required.' }),
  )
})

test('two entries for one company are both applied, in order', async ({ app }) => {
  const [acme] = await arrangeTwo(app)

  await app.send('PUT', url, [
    { companyId: acme, companyName: 'First', companyPhone: '1' },
    { companyId: acme, companyName: 'Last' },
  ])

  expect((await rows(app))[0]).toEqual({ id: acme, name: 'Last', phone: '1' })
})

test('an unknown company is 404, or 400 among other failures, and the others are changed', async ({
  app,
}) => {
  const [acme, bolt] = await arrangeTwo(app)
  const unknown = { companyId: 9999, companyName: 'X' }

  expect(await app.send('PUT', url, [unknown, { companyId: acme, companyName: 'A' }])).toEqual(
    failed(404, { 0: NOT_FOUND }),
  )
  expect(
    await app.send('PUT', url, [{ companyId: bolt, companyName: 'B' }, unknown, { companyId: 'x' }]),
  ).toEqual(failed(400, { 1: NOT_FOUND, 2: 'The company id is not valid: A valid integer is required.' }))
  expect(await names(app)).toEqual(['A', 'B'])
})

test('a unique value that another company has is 409, and leaves the company unchanged', async ({ app }) => {
  await arrangeField(app, { isUnique: true })
  const [acme, bolt] = await arrangeTwo(app)
  const extraFields = [{ fieldName: 'VAT', fieldValue: 'US1' }]

  const reply = await app.send('PUT', url, [
    { companyId: acme, extraFields },
    { companyId: bolt, companyName: 'Changed', extraFields },
  ])

  expect(reply).toEqual(failed(409, { 1: 'The VAT already exists.' }))
  expect(await names(app)).toEqual(['Acme', 'Bolt'])
  expect(await app.events()).toEqual([{ event: 'company.updated', companyId: acme }])
})

test('callers who change the same companies in different orders all succeed', async ({ app }) => {
  const companyIds = await app.arrange(async (writer) => {
    const made = []
    for (let nth = 0; nth < 10; nth += 1) made.push(await aCompany(writer))
    return made
  })
  const bodies = Array.from({ length: 10 }, (_, nth) => {
    const all = companyIds.map((companyId) => ({ companyId, companyPhone: `${nth}` }))
    return nth % 2 ? all : all.toReversed()
  })

  const replies = await Promise.all(bodies.map((body) => app.send('PUT', url, body)))

  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200))
  // All ten companies are as the last caller wanted them.
  expect(new Set((await rows(app)).map(({ phone }) => phone)).size).toBe(1)
})
