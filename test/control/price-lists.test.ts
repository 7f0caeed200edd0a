import { expect } from 'vitest'
import { updateCompany } from '../../src/domain/company-changes.ts'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { base, created, invalid, list, notFound, refusal, success } from './replies.ts'

const url = `${base}/price-lists`

test('a price list is created, renamed and deleted', async ({ app }) => {
  const reply = await app.send('POST', url, { name: 'Gold' })

  const { id } = reply.body.data
  expect(reply).toEqual(created({ id, name: 'Gold' }))
  expect(await app.send('PUT', `${url}/${id}`, { name: 'Silver' })).toEqual(success({ id, name: 'Silver' }))
  expect(await app.send('GET', url)).toEqual(list([{ id, name: 'Silver' }]))
  expect(await app.send('DELETE', `${url}/${id}`)).toEqual(success({ id }))
  expect(await app.send('GET', url)).toEqual(list([]))
  expect(await app.events()).toEqual([
    { event: 'price_list.created', priceListId: id },
    { event: 'price_list.updated', priceListId: id },
    { event: 'price_list.deleted', priceListId: id },
  ])
})

const uses: [string, (writer: Writer, priceListId: number) => Promise<unknown>][] = [
  [
    'a customer group has',
    (writer, priceListId) => createCustomerGroup(writer, { name: 'Trade', priceListId }),
  ],
  ['a company has', (writer, priceListId) => aCompany(writer, { priceListId })],
  [
    'a company has on a channel',
    async (writer, priceListId) => {
      const priceLists = [{ channelId: 1, priceListId }]
      await updateCompany(writer, await aCompany(writer), { priceLists })
    },
  ],
]

test.for(uses)('a price list that %s stays', async ([, use], { app }) => {
  const id = await app.arrange(async (writer) => {
    const priceListId = await createPriceList(writer, 'Gold')
    await use(writer, priceListId)
    return priceListId
  })

  expect(await app.send('DELETE', `${url}/${id}`)).toEqual(
    refusal(422, 'price_list_in_use', 'Price list in use.', { priceListId: String(id) }),
  )
  expect(await app.send('GET', url)).toEqual(list([{ id, name: 'Gold' }]))
  expect(await app.events()).toEqual([])
})

test('a value that is invalid or does not exist is refused by name', async ({ app }) => {
  const gone = notFound('price list', { priceListId: '999999' })

  expect(await app.send('POST', url, {})).toEqual(invalid({ name: 'Is required.' }))
  expect(await app.send('PUT', `${url}/1`, { name: 'n'.repeat(256) })).toEqual(
    invalid({ name: 'Must have at most 255 characters.' }),
  )
  expect(await app.send('PUT', `${url}/999999`, { name: 'Gold' })).toEqual(gone)
  expect(await app.send('DELETE', `${url}/999999`)).toEqual(gone)
})
