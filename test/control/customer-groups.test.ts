import { expect } from 'vitest'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { upsertCustomer } from '../../src/domain/customers.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { base, created, invalid, list, notFound, refusal, success } from './replies.ts'

const url = `${base}/customer-groups`

test('a customer group is created with and without a price list', async ({ app }) => {
  const priceListId = await app.arrange((writer) => createPriceList(writer, 'Gold'))

  const plain = await app.send('POST', url, { name: 'Retail' })
  const gold = await app.send('POST', url, { name: 'Trade', priceListId })

  expect(plain).toEqual(created({ id: plain.body.data.id, name: 'Retail', priceListId: null }))
  expect(gold).toEqual(created({ id: gold.body.data.id, name: 'Trade', priceListId }))
  expect(await app.send('GET', url)).toEqual(list([plain.body.data, gold.body.data]))
  expect(await app.events()).toEqual([
    { event: 'customer_group.created', customerGroupId: plain.body.data.id },
    { event: 'customer_group.created', customerGroupId: gold.body.data.id },
  ])
})

test('the given fields of a customer group change, and null removes its price list', async ({ app }) => {
  const { id, priceListId } = await app.arrange(async (writer) => {
    const priceListId = await createPriceList(writer, 'Gold')
    return { priceListId, id: await createCustomerGroup(writer, { name: 'Trade', priceListId }) }
  })

  expect(await app.send('PUT', `${url}/${id}`, { name: 'TRADE' })).toEqual(
    success({ id, name: 'TRADE', priceListId }),
  )
  expect(await app.send('PUT', `${url}/${id}`, { priceListId: null })).toEqual(
    success({ id, name: 'TRADE', priceListId: null }),
  )
  const updated = { event: 'customer_group.updated', customerGroupId: id }
  expect(await app.events()).toEqual([updated, updated])
})

test('deleting a customer group leaves its customers without one', async ({ app }) => {
  const { id, customerId } = await app.arrange(async (writer) => {
    const customerGroupId = await createCustomerGroup(writer, { name: 'Trade', priceListId: null })
    const person = { email: 'loose@demo.example', firstName: 'Lou', lastName: 'Loose', phone: '' }
    return { id: customerGroupId, customerId: await upsertCustomer(writer, { ...person, customerGroupId }) }
  })

  expect(await app.send('DELETE', `${url}/${id}`)).toEqual(success({ id }))
  expect(await app.events()).toEqual([{ event: 'customer_group.deleted', customerGroupId: id }])
  expect((await app.send('GET', `${base}/customers/${customerId}`)).body.data.customerGroupId).toBe(null)
  expect(await app.send('GET', url)).toEqual(list([]))
})

test('a customer group that a company has cannot be deleted', async ({ app }) => {
  const { id, companyId } = await app.arrange(async (writer) => {
    const customerGroupId = await createCustomerGroup(writer, { name: 'Trade', priceListId: null })
    return { id: customerGroupId, companyId: await aCompany(writer, { customerGroupId }) }
  })

  expect(await app.send('DELETE', `${url}/${id}`)).toEqual(
    refusal(422, 'customer_group_in_use', 'Customer group in use.', {
      customerGroupId: String(id),
      companyId: String(companyId),
    }),
  )
  expect(await app.events()).toEqual([])
})

test('a name can be used once, in any case', async ({ app }) => {
  const taken = (name: string) => refusal(409, 'customer_group_exists', 'Customer group exists.', { name })
  const id = await app.arrange(async (writer) => {
    await createCustomerGroup(writer, { name: 'Retail', priceListId: null })
    return createCustomerGroup(writer, { name: 'Trade', priceListId: null })
  })

  expect(await app.send('POST', url, { name: 'RETAIL' })).toEqual(taken('RETAIL'))
  expect(await app.send('PUT', `${url}/${id}`, { name: 'retail' })).toEqual(taken('retail'))
  expect(await app.events()).toEqual([])
})

test('a value that is invalid or does not exist is refused by name', async ({ app }) => {
  const id = await app.arrange((writer) => createCustomerGroup(writer, { name: 'Trade', priceListId: null }))
  const theirs = await app.arrange((writer) => createPriceList(writer, 'Theirs'), 'other567')
  const noList = notFound('price list', { priceListId: String(theirs) })

  expect(await app.send('POST', url, { name: '' })).toEqual(invalid({ name: 'Must not be empty.' }))
  expect(await app.send('PUT', `${url}/${id}`, { name: null })).toEqual(invalid({ name: 'Must be string.' }))
  expect(await app.send('POST', url, { name: 'Gold', priceListId: theirs })).toEqual(noList)
  expect(await app.send('PUT', `${url}/${id}`, { priceListId: theirs })).toEqual(noList)
  expect(await app.send('PUT', `${url}/${id}`, { priceListId: 0 })).toEqual(
    notFound('price list', { priceListId: '0' }),
  )
  const gone = notFound('customer group', { customerGroupId: '999999' })
  expect(await app.send('PUT', `${url}/999999`, {})).toEqual(gone)
  expect(await app.send('DELETE', `${url}/999999`)).toEqual(gone)
})
